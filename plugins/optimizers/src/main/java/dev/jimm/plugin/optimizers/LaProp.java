package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * LaProp: Adam in the other order, a gradient is divided by the root of the averaged square first and averaged then.
 * The rate is part of the average, so a change of the rate takes effect as slowly as a gradient does. Weight decay
 * shrinks the parameter itself, after the step; {@code lapropc} corrects it for the schedule of the rate,
 * {@code claprop} is LaProp with caution.
 *
 * <p>As timm's: at a rate of 0 the parameter still moves along what the average holds.
 *
 * <p>Ziyin, Wang and Ueda, <a href="https://arxiv.org/abs/2002.04839">LaProp: Separating Momentum and Adaptivity in
 * Adam</a>, 2020.
 */
public final class LaProp extends RuleFamily<LaProp.Options> {
    /** The average of the rates; named as in timm. */
    private static final String RATE = "exp_avg_lr_1";

    public LaProp() {
        super(
                Rule::new,
                List.of(
                        member("laprop", options(false, false), "Adam that divides gradients before it averages them"),
                        member(
                                "lapropc",
                                options(true, false),
                                "LaProp with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("claprop", options(false, true), "LaProp with caution", Caution.PAPER)),
                "https://arxiv.org/abs/2002.04839",
                Decay.DECOUPLED_PAPER);
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(List.of(0.9, 0.999), 1e-15, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the divided gradient and of the gradient's square that stay at each
     *     step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param correctedDecay whether weight decay is by rate * rate / base rate * decay, not rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(List<Double> betas, double eps, boolean correctedDecay, boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(
                    StateTensor.like(parameter, Moments.FIRST),
                    StateTensor.like(parameter, Moments.SECOND),
                    StateTensor.of(RATE));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor first = average(update);
            Tensor direction = options.caution() ? Caution.masked(first, update.gradient()) : first;
            update.value().addcmul_(direction, correction(update).reciprocal(), -1);
            Decay.decoupled(update, options.correctedDecay());
        }

        /** The average of divided gradients, each times the rate of its step. */
        private Tensor average(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor second = Moments.second(update, update.gradient(), beta2);
            Tensor rate = update.number(step -> step.rate() * (1 - beta1) * Moments.rootCorrection(step, beta2));
            return update.state(Moments.FIRST)
                    .mul_(beta1)
                    .addcdiv_(update.gradient().mul(rate), Moments.divisor(update, second, beta2, options.eps()), 1);
        }

        /** The average of the rates, which began at zero as that of gradients did, over the rate; 1 at a rate of 0. */
        private Tensor correction(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            return update.state(RATE)
                    .mul_(beta1)
                    .add_(update.number(step -> (1 - beta1) * step.rate()), 1)
                    .mul(update.number(step -> step.rate() == 0 ? 0 : 1 / step.rate()))
                    .add(update.number(step -> step.rate() == 0 ? 1 : 0));
        }
    }
}
