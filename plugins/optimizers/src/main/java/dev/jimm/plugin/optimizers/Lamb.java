package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * LAMB: the step of Adam, scaled for each parameter by its trust ratio, the norm of the parameter to that of the step.
 * As timm's, which follows NVIDIA's NVLAMB: gradients are clipped by the norm of all together, and a parameter without
 * weight decay has a trust ratio of 1. Weight decay is added to the step before the ratio is taken.
 *
 * <p>You et al., <a href="https://arxiv.org/abs/1904.00962">Large Batch Optimization for Deep Learning: Training BERT
 * in 76 minutes</a>, 2019.
 */
public final class Lamb extends RuleFamily<Lamb.Options> {
    public Lamb() {
        super(Map.of("lamb", new Options(List.of(0.9, 0.999), 1e-6, true, true, 1.0)), Rule::new);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param biasCorrection whether the averages make up for their start at zero
     * @param gradAveraging whether a gradient enters its average with weight 1 - beta, not 1
     * @param maxGradNorm above 0: when the norm of all gradients together exceeds it, they are scaled down to it;
     *     {@code null} for never
     */
    public record Options(
            List<Double> betas, double eps, boolean biasCorrection, boolean gradAveraging, Double maxGradNorm) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            if (maxGradNorm != null) {
                Checks.positive("max-grad-norm", maxGradNorm);
            }
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return Moments.state(parameter);
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor direction = direction(update, clipped(update));
            if (update.weightDecay() != 0) {
                direction.add_(update.value(), update.weightDecay());
                direction.mul_(trustRatio(update.value(), direction));
            }
            update.value().add_(direction.mul_(update.rate()), -1);
        }

        private Tensor clipped(ParameterUpdate update) {
            if (options.maxGradNorm() == null) {
                return update.gradient();
            }
            Tensor excess = update.globalGradientNorm().div(options.maxGradNorm());
            Tensor one = excess.zerosLike().add(1);
            return update.gradient().mul(excess.maximum(one).reciprocal());
        }

        /** The step of Adam at a rate of 1. */
        private Tensor direction(ParameterUpdate update, Tensor gradient) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor first = update.state(Moments.FIRST).mul_(beta1);
            first.add_(gradient, options.gradAveraging() ? 1 - beta1 : 1);
            Tensor root = Moments.second(update, gradient, beta2).sqrt();
            if (!options.biasCorrection()) {
                return first.div(root.add_(options.eps()));
            }
            root.mul_(Moments.correction(update, beta2).rsqrt()).add_(options.eps());
            return first.div(root).mul_(Moments.correction(update, beta1).reciprocal());
        }

        /** 1 where either norm is 0: a parameter of zeros would otherwise stay so for ever. */
        private static Tensor trustRatio(Tensor value, Tensor direction) {
            Tensor size = value.norm();
            Tensor length = direction.norm();
            Tensor zero = size.zerosLike();
            return size.div(length).maskedFill(size.equal(zero), 1).maskedFill(length.equal(zero), 1);
        }
    }
}
