package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * AdamW with Nesterov's momentum in its simple form: a step follows what the average of the gradient would be if the
 * gradient came once more. Without the schedule of the momentum that {@link NAdam} has. {@code nadamc} corrects the
 * weight decay for the schedule of the rate; {@code cnadamw} and {@code cnadamc} are the same with caution.
 *
 * <p>Dozat, <a href="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ">Incorporating Nesterov Momentum into
 * Adam</a>, 2016; in this form Dahl et al., <a href="https://arxiv.org/abs/2306.07179">Benchmarking Neural Network
 * Training Algorithms</a>, 2023.
 */
public final class NAdamW extends RuleFamily<NAdamW.Options> {
    public NAdamW() {
        super(
                Rule::new,
                List.of(
                        member("nadamw", options(false, false), "AdamW with Nesterov's momentum"),
                        member(
                                "nadamc",
                                options(true, false),
                                "NAdamW with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("cnadamw", options(false, true), "NAdamW with caution", Caution.PAPER),
                        member(
                                "cnadamc",
                                options(true, true),
                                "NAdamW with corrected weight decay and caution",
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                NAdam.PAPER,
                "https://arxiv.org/abs/2306.07179",
                Decay.DECOUPLED_PAPER);
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(List.of(0.9, 0.999), 1e-8, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
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
            return Moments.state(parameter);
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            double beta1 = options.betas().get(0);
            Decay.decoupled(update, options.correctedDecay());
            Tensor first = Moments.first(update, gradient, beta1);
            Tensor second = Moments.second(update, gradient, options.betas().get(1));
            Tensor ahead = first.mul(beta1).add_(gradient, 1 - beta1);
            Tensor direction = options.caution() ? Caution.masked(ahead, gradient) : ahead;
            Moments.descend(update, direction, second, options.betas(), options.eps());
        }
    }
}
