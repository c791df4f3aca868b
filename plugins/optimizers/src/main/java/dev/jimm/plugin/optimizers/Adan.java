package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Adan: Nesterov's momentum from an average of the differences between gradients, beside that of the gradients, over
 * the root of the averaged square of both. {@code adan} shrinks the parameter after the step, as a proximal step does;
 * {@code adanw} before it, as AdamW. {@code cadan} and {@code cadanw} are the same with caution in the average of the
 * gradients, not in that of the differences.
 *
 * <p>Xie et al., <a href="https://arxiv.org/abs/2208.06677">Adan: Adaptive Nesterov Momentum Algorithm for Faster
 * Optimizing Deep Models</a>, 2022.
 */
public final class Adan extends RuleFamily<Adan.Options> {
    private static final String DIFFERENCE = "exp_avg_diff";
    private static final String PREVIOUS = "pre_grad";

    /** The phase of the first step, before which there is no gradient. */
    private static final int FIRST_STEP = 1;

    public Adan() {
        super(
                Rule::new,
                List.of(
                        member("adan", options(false, false), "adaptive Nesterov momentum from gradients' differences"),
                        member("adanw", options(true, false), "Adan with weight decay before the step, as in AdamW"),
                        member("cadan", options(false, true), "Adan with caution", Caution.PAPER),
                        member(
                                "cadanw",
                                options(true, true),
                                "Adan with weight decay as in AdamW and caution",
                                Caution.PAPER)),
                "https://arxiv.org/abs/2208.06677");
    }

    private static Options options(boolean noProx, boolean caution) {
        return new Options(List.of(0.98, 0.92, 0.99), 1e-8, noProx, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient, of its difference from the one before, and of the square
     *     that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param noProx whether weight decay multiplies the parameter by 1 - rate * decay before the step, instead of
     *     dividing it by 1 + rate * decay after it
     * @param caution whether a step leaves out values of the averaged gradient that the gradient would move the other
     *     way
     */
    public record Options(List<Double> betas, double eps, boolean noProx, boolean caution) {
        public Options {
            betas = Checks.betas(betas, 3);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(
                    StateTensor.like(parameter, Moments.FIRST),
                    StateTensor.like(parameter, DIFFERENCE),
                    StateTensor.like(parameter, Moments.SECOND),
                    StateTensor.like(parameter, PREVIOUS));
        }

        @Override
        public int phase(long step) {
            return step == 1 ? FIRST_STEP : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor first =
                    Moments.first(update, update.gradient(), options.betas().get(0));
            Tensor direction = options.caution() ? Caution.masked(first, update.gradient()) : first;
            averageDifferences(update);
            if (options.noProx()) {
                Decay.decoupled(update, false);
            }
            descend(update, direction);
            double decay = update.weightDecay();
            if (!options.noProx() && decay != 0) {
                update.value().mul_(update.number(step -> 1 / (1 + step.rate() * decay)));
            }
        }

        /** Moves the averages of the difference and of the square on. */
        private void averageDifferences(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            Tensor previous = update.state(PREVIOUS);
            Tensor ahead = gradient;
            if (update.phase() != FIRST_STEP) {
                double beta2 = options.betas().get(1);
                Tensor difference = gradient.sub(previous);
                update.state(DIFFERENCE).lerp_(difference, 1 - beta2);
                ahead = difference.mul_(beta2).add_(gradient, 1);
            }
            Moments.second(update, ahead, options.betas().get(2));
            previous.copy_(gradient);
        }

        private void descend(ParameterUpdate update, Tensor average) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            double beta3 = options.betas().get(2);
            Tensor direction = average.mul(rate(update, step -> 1 / Moments.correction(step, beta1)))
                    .addcmul_(
                            update.state(DIFFERENCE), rate(update, step -> beta2 / Moments.correction(step, beta2)), 1);
            Tensor divisor = Moments.divisor(update, update.state(Moments.SECOND), beta3, options.eps());
            update.value().addcdiv_(direction, divisor, -1);
        }

        private Tensor rate(ParameterUpdate update, ToDoubleFunction<Step> part) {
            double beta3 = options.betas().get(2);
            return update.number(step -> step.rate() * part.applyAsDouble(step) * Moments.rootCorrection(step, beta3));
        }
    }
}
