package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Lion: every value moves by the rate, in the direction of the sign of the averaged gradient. It wants rates of about a
 * tenth of AdamW's. Weight decay shrinks the parameter itself; {@code lionc} corrects it for the schedule of the rate,
 * {@code clion} and {@code clionc} are the same with caution.
 *
 * <p>Chen et al., <a href="https://arxiv.org/abs/2302.06675">Symbolic Discovery of Optimization Algorithms</a>, 2023.
 */
public final class Lion extends RuleFamily<Lion.Options> {
    public Lion() {
        super(
                Rule::new,
                List.of(
                        member("lion", options(false, false), "steps by the sign of the averaged gradient"),
                        member(
                                "lionc",
                                options(true, false),
                                "Lion with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("clion", options(false, true), "Lion with caution", Caution.PAPER),
                        member(
                                "clionc",
                                options(true, true),
                                "Lion with corrected weight decay and caution",
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                "https://arxiv.org/abs/2302.06675");
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(List.of(0.9, 0.99), correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averaged gradient that stay: in the average whose sign a step follows, and in the
     *     one that is kept for the next step; each in [0, 1)
     * @param correctedDecay whether weight decay is by rate * rate / base rate * decay, not rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(List<Double> betas, boolean correctedDecay, boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, Moments.FIRST));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            double beta1 = options.betas().get(0);
            Decay.decoupled(update, options.correctedDecay());
            Tensor sign = update.state(Moments.FIRST)
                    .mul(beta1)
                    .add(gradient.mul(1 - beta1))
                    .sign();
            Tensor direction = options.caution() ? Caution.masked(sign, gradient) : sign;
            update.value().addcmul_(direction, update.rate(), -1);
            Moments.first(update, gradient, options.betas().get(1));
        }
    }
}
