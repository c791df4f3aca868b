package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * AdamP: Adam with Nesterov's momentum that does not lengthen weights whose length does not count. Weight decay is
 * decoupled, and weak where the step was projected. {@code cadamp} is cautious. The defaults of {@code wd-ratio} and
 * {@code nesterov} are timm's, not the paper's.
 *
 * <p>Heo et al., <a href="https://arxiv.org/abs/2006.08217">AdamP: Slowing Down the Slowdown for Momentum Optimizers on
 * Scale-invariant Weights</a>, 2020.
 */
public final class AdamP extends RuleFamily<AdamP.Options> {
    public AdamP() {
        super(
                Rule::new,
                List.of(
                        member("adamp", options(false), "Adam that does not lengthen scale-invariant weights"),
                        member("cadamp", options(true), "AdamP with caution", Caution.PAPER)),
                Projection.PAPER);
    }

    private static Options options(boolean caution) {
        return new Options(List.of(0.9, 0.999), 1e-8, 0.1, 0.01, true, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, and to the norms that are divided by; at least 0
     * @param delta how small the cosine of weight and gradient must be for a projection, times the root of the number
     *     of values; at least 0
     * @param wdRatio the part of weight decay that stays where the step was projected, at least 0
     * @param nesterov whether a step looks ahead along the averaged gradient
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            List<Double> betas, double eps, double delta, double wdRatio, boolean nesterov, boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.notNegative("delta", delta);
            Checks.notNegative("wd-ratio", wdRatio);
        }
    }

    private record Rule(Options options, Projection projection) implements UpdateRule {
        Rule(Options options) {
            this(options, new Projection(options.delta(), options.wdRatio(), options.eps(), options.caution()));
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            return Moments.state(parameter);
        }

        @Override
        public void update(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            Tensor direction = projection.apply(update, direction(update), 1);
            Tensor rate = update.number(step -> step.rate() / Moments.correction(step, beta1));
            update.value().addcmul_(direction, rate, -1);
        }

        /** The step of Adam, but for the rate and the correction of the average of gradients. */
        private Tensor direction(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor gradient = update.gradient();
            Tensor first = Moments.first(update, gradient, beta1);
            Tensor root = Moments.second(update, gradient, beta2).sqrt();
            Tensor scale = update.number(step -> 1 / Moments.rootCorrection(step, beta2));
            Tensor divisor = root.mul_(scale).add_(options.eps());
            return options.nesterov()
                    ? first.mul(beta1).add_(gradient, 1 - beta1).mul_(divisor.reciprocal())
                    : first.div(divisor);
        }
    }
}
