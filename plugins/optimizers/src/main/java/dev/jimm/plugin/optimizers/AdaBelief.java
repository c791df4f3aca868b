package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * AdaBelief: Adam that divides not by the size of gradients but by how far they are from their running average, so that
 * steps are long where gradients come as expected. {@code radabelief} is rectified as {@link RAdam} is.
 *
 * <p>As timm's: eps is added to the average of the squares themselves at every step, and stays in it, and to their root
 * as well.
 *
 * <p>Zhuang et al., <a href="https://arxiv.org/abs/2010.07468">AdaBelief Optimizer: Adapting Stepsizes by the Belief in
 * Observed Gradients</a>, 2020.
 */
public final class AdaBelief extends RuleFamily<AdaBelief.Options> {
    private static final String VARIANCE = "exp_avg_var";
    private static final String LARGEST = "max_exp_avg_var";

    public AdaBelief() {
        super(
                Rule::new,
                List.of(
                        member("adabelief", options(false), "Adam with steps by how well gradients are foreseen"),
                        member("radabelief", options(true), "rectified AdaBelief", Rectification.PAPER)),
                "https://arxiv.org/abs/2010.07468",
                Decay.DECOUPLED_PAPER);
    }

    private static Options options(boolean rectify) {
        return new Options(List.of(0.9, 0.999), 1e-16, false, true, false, rectify, true);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its squared surprise that stay at each step, each
     *     in [0, 1)
     * @param eps added to the averaged square and to its root, at least 0
     * @param amsgrad whether the largest average of the square so far takes the place of the present one; rectified
     *     steps take the present one all the same
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     * @param fixedDecay whether decoupled decay is by decay alone, whatever the rate
     * @param rectify whether the first steps do without the averaged square, and the next ones are shortened
     * @param degeneratedToSgd whether those first steps follow the average of the gradient; if not, they are left out
     */
    public record Options(
            List<Double> betas,
            double eps,
            boolean amsgrad,
            boolean decoupledDecay,
            boolean fixedDecay,
            boolean rectify,
            boolean degeneratedToSgd) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.require(
                    decoupledDecay || !fixedDecay, "fixed-decay must be false where decoupled-decay is, is true");
        }

        private boolean keepsLargest() {
            return amsgrad && !rectify;
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            StateTensor first = StateTensor.like(parameter, Moments.FIRST);
            StateTensor variance = StateTensor.like(parameter, VARIANCE);
            return options.keepsLargest()
                    ? List.of(first, variance, StateTensor.like(parameter, LARGEST))
                    : List.of(first, variance);
        }

        @Override
        public int phase(long step) {
            return options.rectify() ? Rectification.phase(step, options.betas().get(1)) : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = gradient(update);
            Tensor first = Moments.first(update, gradient, options.betas().get(0));
            Tensor variance = variance(update, gradient.sub(first));
            if (!options.rectify()) {
                Moments.descend(update, first, variance, options.betas(), options.eps());
            } else if (update.phase() == Rectification.RECTIFIED || options.degeneratedToSgd()) {
                Rectification.descend(update, first, variance, options.betas(), options.eps());
            }
        }

        private Tensor gradient(ParameterUpdate update) {
            if (!options.fixedDecay()) {
                return Moments.gradient(update, options.decoupledDecay(), false);
            }
            if (update.weightDecay() != 0) {
                update.value().mul_(1 - update.weightDecay());
            }
            return update.gradient();
        }

        private Tensor variance(ParameterUpdate update, Tensor surprise) {
            double beta2 = options.betas().get(1);
            Tensor variance = update.state(VARIANCE)
                    .mul_(beta2)
                    .addcmul_(surprise, surprise, 1 - beta2)
                    .add_(options.eps());
            if (!options.keepsLargest()) {
                return variance;
            }
            return Moments.largest(update.state(LARGEST), variance);
        }
    }
}
