package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop as TensorFlow's, which many published recipes were tuned with: {@code eps} is added under the root, the
 * averaged square starts at 1, and the rate scales gradients as they enter the velocity, so that a falling rate takes
 * effect with a delay. {@code rmsproptf} adds weight decay to the gradient, {@code rmsproptfc} shrinks the parameter by
 * the corrected decay, {@code crmsproptf} is cautious. As timm's RMSpropTF, which is cautious only where there is
 * momentum; caution leaves the velocity as it is.
 *
 * <p>Tieleman and Hinton, <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Lecture
 * 6.5: RMSProp</a>, 2012; the centered form: Graves, <a href="https://arxiv.org/abs/1308.0850">Generating Sequences
 * With Recurrent Neural Networks</a>, 2013.
 */
public final class RmsPropTf extends RuleFamily<RmsPropTf.Options> {
    static final String PAPER = "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf";
    static final String CENTERED_PAPER = "https://arxiv.org/abs/1308.0850";

    public RmsPropTf() {
        super(
                Rule::new,
                List.of(
                        member("rmsproptf", options(false, false), "RMSprop as TensorFlow's"),
                        member(
                                "rmsproptfc",
                                options(true, false),
                                "RMSprop as TensorFlow's with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member(
                                "crmsproptf",
                                options(false, true),
                                "RMSprop as TensorFlow's with caution",
                                Caution.PAPER)),
                PAPER,
                CENTERED_PAPER);
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(0.9, 1e-10, 0.9, false, true, correctedDecay, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param alpha the part of the averages that stays at each step, in [0, 1)
     * @param eps added to the averaged square before the root is taken, at least 0
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param centered whether the square of the averaged gradient is taken off the averaged square, which leaves an
     *     estimate of the variance
     * @param lrInMomentum whether the rate scales what enters the velocity, where there is one, not what the velocity does
     * @param decoupledDecay whether weight decay shrinks the parameter itself and leaves the gradient alone
     * @param correctedDecay whether decoupled decay is by rate * rate / base rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            double alpha,
            double eps,
            double momentum,
            boolean centered,
            boolean lrInMomentum,
            boolean decoupledDecay,
            boolean correctedDecay,
            boolean caution) {
        public Options {
            Checks.fraction("alpha", alpha);
            Checks.notNegative("eps", eps);
            Checks.fraction("momentum", momentum);
            Checks.decay(decoupledDecay, correctedDecay);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> state = new ArrayList<>();
            state.add(StateTensor.like(parameter, RmsProp.SQUARES).starting(Init.ONES));
            if (options.momentum() > 0) {
                state.add(StateTensor.like(parameter, Velocity.STATE));
            }
            if (options.centered()) {
                state.add(StateTensor.like(parameter, RmsProp.GRADIENTS));
            }
            return state;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = decayed(update);
            Tensor root = RmsProp.spread(update, gradient, options.alpha(), options.centered())
                    .add(options.eps())
                    .sqrt();
            if (options.momentum() == 0) {
                update.value().addcmul_(gradient.div(root), update.rate(), -1);
            } else {
                accelerate(update, gradient, root);
            }
        }

        private Tensor decayed(ParameterUpdate update) {
            if (!options.decoupledDecay()) {
                return Decay.added(update);
            }
            Decay.decoupled(update, options.correctedDecay());
            return update.gradient();
        }

        private void accelerate(ParameterUpdate update, Tensor gradient, Tensor root) {
            Tensor velocity = update.state(Velocity.STATE).mul_(options.momentum());
            if (options.lrInMomentum()) {
                velocity.addcmul_(gradient.div(root), update.rate(), 1);
            } else {
                velocity.addcdiv_(gradient, root, 1);
            }
            Tensor direction = options.caution() ? Caution.masked(velocity, gradient) : velocity;
            if (options.lrInMomentum()) {
                update.value().add_(direction, -1);
            } else {
                update.value().addcmul_(direction, update.rate(), -1);
            }
        }
    }
}
