package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * LARS: SGD whose gradients are scaled for each parameter in proportion to the parameter's norm. {@code larc} never
 * lets the scaled rate exceed the given one, {@code nlars} and {@code nlarc} use Nesterov's momentum. Weight decay is
 * added to the gradient before it is scaled; as in timm, a parameter without weight decay is not scaled unless
 * {@code always-adapt} says so.
 *
 * <p>You, Gitman and Ginsburg, <a href="https://arxiv.org/abs/1708.03888">Large Batch Training of Convolutional
 * Networks</a>, 2017.
 */
public final class Lars extends RuleFamily<Lars.Options> {
    public Lars() {
        super(
                Rule::new,
                List.of(
                        member("lars", options(false, false), "layer-wise adaptive rates for large batches"),
                        member("larc", options(false, true), "LARS with its rates clipped at the given one"),
                        member("nlars", options(true, false), "LARS with Nesterov's momentum"),
                        member("nlarc", options(true, true), "LARS with clipped rates and Nesterov's momentum")),
                "https://arxiv.org/abs/1708.03888");
    }

    private static Options options(boolean nesterov, boolean trustClip) {
        return new Options(0.9, 0, nesterov, 0.001, 1e-8, trustClip, false);
    }

    /**
     * The options.
     *
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param dampening the part of a gradient that does not enter the velocity, where there is one, in [0, 1]; 0 with
     *     Nesterov's momentum
     * @param nesterov whether a step looks ahead along the velocity, where there is one
     * @param trustCoeff the length of a step at a rate of 1, as a part of the parameter's norm; above 0
     * @param eps added to the norm that the parameter's is divided by, at least 0
     * @param trustClip whether the rate times the trust ratio stays at most the rate
     * @param alwaysAdapt whether parameters without weight decay are scaled too
     */
    public record Options(
            double momentum,
            double dampening,
            boolean nesterov,
            double trustCoeff,
            double eps,
            boolean trustClip,
            boolean alwaysAdapt) {
        public Options {
            Checks.momentum(momentum, dampening, nesterov);
            Checks.positive("trust-coeff", trustCoeff);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options, Velocity velocity) implements UpdateRule {
        Rule(Options options) {
            this(options, new Velocity(options.momentum(), options.dampening(), options.nesterov()));
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            return velocity.state(parameter);
        }

        @Override
        public int phase(long step) {
            return velocity.phase(step);
        }

        @Override
        public void update(ParameterUpdate update) {
            if (update.weightDecay() == 0 && !options.alwaysAdapt()) {
                velocity.descend(update, update.gradient(), 0);
            } else {
                velocity.descend(update, Decay.added(update).mul(trustRatio(update)), 0);
            }
        }

        private Tensor trustRatio(ParameterUpdate update) {
            Tensor size = update.value().norm();
            Tensor length = update.gradient().norm();
            Tensor whole = size.mul(update.weightDecay()).add(length).add(options.eps());
            Tensor ratio = TrustRatio.orOne(size.div(whole).mul(options.trustCoeff()), size, length);
            return options.trustClip() ? ratio.div(update.rate()).clamp(0, 1) : ratio;
        }
    }
}
