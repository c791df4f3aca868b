package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * LAMB: the step of Adam, scaled for each parameter by its trust ratio, the norm of the parameter to that of the step.
 * As timm's, which follows NVIDIA's NVLAMB: gradients are clipped by the norm of all together, and a parameter without
 * weight decay has a trust ratio of 1 unless {@code always-adapt} says otherwise.
 *
 * <p>Weight decay is added to the step before the ratio is taken. {@code lambw} shrinks the parameter instead, before
 * its norm is taken, and {@code lambcd} does so by the corrected decay. {@code lambc} and {@code lambcw} clip the ratio
 * at 1. {@code clamb} and {@code clambw} are cautious.
 *
 * <p>You et al., <a href="https://arxiv.org/abs/1904.00962">Large Batch Optimization for Deep Learning: Training BERT
 * in 76 minutes</a>, 2019.
 */
public final class Lamb extends RuleFamily<Lamb.Options> {
    public Lamb() {
        super(
                Rule::new,
                List.of(
                        member(
                                "lamb",
                                options(false, false, false, false),
                                "layer-wise adaptive moments for large batches"),
                        member("lambc", options(true, false, false, false), "LAMB with its trust ratios clipped at 1"),
                        member(
                                "lambw",
                                options(false, true, false, false),
                                "LAMB with decoupled weight decay",
                                Decay.DECOUPLED_PAPER),
                        member(
                                "lambcw",
                                options(true, true, false, false),
                                "LAMB with clipped trust ratios and decoupled weight decay",
                                Decay.DECOUPLED_PAPER),
                        member(
                                "lambcd",
                                options(false, true, true, false),
                                "LAMB with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("clamb", options(false, false, false, true), "LAMB with caution", Caution.PAPER),
                        member(
                                "clambw",
                                options(false, true, false, true),
                                "LAMB with decoupled weight decay and caution",
                                Decay.DECOUPLED_PAPER,
                                Caution.PAPER)),
                "https://arxiv.org/abs/1904.00962");
    }

    private static Options options(boolean trustClip, boolean decoupledDecay, boolean correctedDecay, boolean caution) {
        return new Options(
                List.of(0.9, 0.999), 1e-6, true, true, 1.0, trustClip, false, decoupledDecay, correctedDecay, caution);
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
     * @param trustClip whether the trust ratio stays at most 1
     * @param alwaysAdapt whether parameters without weight decay are scaled too
     * @param decoupledDecay whether weight decay shrinks the parameter itself and leaves the step alone
     * @param correctedDecay whether decoupled decay is by rate * rate / base rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            List<Double> betas,
            double eps,
            boolean biasCorrection,
            boolean gradAveraging,
            Double maxGradNorm,
            boolean trustClip,
            boolean alwaysAdapt,
            boolean decoupledDecay,
            boolean correctedDecay,
            boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            if (maxGradNorm != null) {
                Checks.positive("max-grad-norm", maxGradNorm);
            }
            Checks.decay(decoupledDecay, correctedDecay);
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
            if (options.caution()) {
                direction = Caution.masked(direction, update.gradient());
            }
            if (options.decoupledDecay()) {
                Decay.decoupled(update, options.correctedDecay());
            } else if (update.weightDecay() != 0) {
                direction.add_(update.value(), update.weightDecay());
            }
            boolean adapts = update.weightDecay() != 0 || options.alwaysAdapt();
            Tensor rate = adapts ? update.rate().mul(trustRatio(update.value(), direction)) : update.rate();
            update.value().addcmul_(direction, rate, -1);
        }

        private Tensor clipped(ParameterUpdate update) {
            if (options.maxGradNorm() == null) {
                return update.gradient();
            }
            Tensor excess = update.globalGradientNorm().div(options.maxGradNorm());
            return update.gradient()
                    .mul(excess.clamp(1, Double.POSITIVE_INFINITY).reciprocal());
        }

        /** The step of Adam at a rate of 1; a tensor of its own. */
        private Tensor direction(ParameterUpdate update, Tensor gradient) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor first = update.state(Moments.FIRST).mul_(beta1);
            first.add_(gradient, options.gradAveraging() ? 1 - beta1 : 1);
            Tensor root = Moments.second(update, gradient, beta2).sqrt();
            if (!options.biasCorrection()) {
                return first.div(root.add_(options.eps()));
            }
            // both corrections go into the divisor: first / correction1 / (root / sqrt(correction2) + eps)
            Tensor scale = update.number(step -> Moments.correction(step, beta1) / Moments.rootCorrection(step, beta2));
            Tensor eps = update.number(step -> Moments.correction(step, beta1) * options.eps());
            return first.div(root.mul_(scale).add_(eps, 1));
        }

        private Tensor trustRatio(Tensor value, Tensor direction) {
            Tensor size = value.norm();
            Tensor length = direction.norm();
            Tensor ratio = TrustRatio.orOne(size.div(length), size, length);
            return options.trustClip() ? ratio.clamp(0, 1) : ratio;
        }
    }
}
