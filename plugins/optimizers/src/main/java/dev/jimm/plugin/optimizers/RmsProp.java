package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop, as PyTorch's: gradients are divided by the root of a running average of their squares; {@code eps} is added
 * to the root. Weight decay is added to the gradient. The defaults of {@code alpha} and {@code momentum} are timm's.
 *
 * <p>Tieleman and Hinton, <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">Lecture
 * 6.5: RMSProp</a>, 2012; the centered form: Graves, <a href="https://arxiv.org/abs/1308.0850">Generating Sequences
 * With Recurrent Neural Networks</a>, 2013.
 */
public final class RmsProp extends RuleFamily<RmsProp.Options> {
    /** The average of the gradient's square; these are named as in PyTorch. */
    static final String SQUARES = "square_avg";

    /** The average of the gradient. */
    static final String GRADIENTS = "grad_avg";

    public RmsProp() {
        super(
                Rule::new,
                List.of(member("rmsprop", new Options(0.9, 1e-8, 0.9, false), "gradients over their root mean square")),
                RmsPropTf.PAPER,
                RmsPropTf.CENTERED_PAPER);
    }

    /**
     * The options.
     *
     * @param alpha the part of the averages that stays at each step, in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param centered whether the square of the averaged gradient is taken off the averaged square, which leaves an
     *     estimate of the variance
     */
    public record Options(double alpha, double eps, double momentum, boolean centered) {
        public Options {
            Checks.fraction("alpha", alpha);
            Checks.notNegative("eps", eps);
            Checks.fraction("momentum", momentum);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> state = new ArrayList<>(List.of(StateTensor.like(parameter, SQUARES)));
            if (options.momentum() > 0) {
                state.add(StateTensor.like(parameter, Velocity.STATE));
            }
            if (options.centered()) {
                state.add(StateTensor.like(parameter, GRADIENTS));
            }
            return state;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = Decay.added(update);
            Tensor divisor = spread(update, gradient, options.alpha(), options.centered())
                    .sqrt()
                    .add_(options.eps());
            Tensor direction = options.momentum() > 0
                    ? update.state(Velocity.STATE).mul_(options.momentum()).addcdiv_(gradient, divisor, 1)
                    : gradient.div(divisor);
            update.value().addcmul_(direction, update.rate(), -1);
        }
    }

    /** Moves the averages on by one gradient, and gives what the root is taken of. */
    static Tensor spread(ParameterUpdate update, Tensor gradient, double alpha, boolean centered) {
        double fresh = 1 - alpha;
        Tensor squares = update.state(SQUARES).mul_(alpha).addcmul_(gradient, gradient, fresh);
        if (!centered) {
            return squares;
        }
        Tensor mean = update.state(GRADIENTS).lerp_(gradient, fresh);
        // where a gradient hardly changes, rounding takes the difference below 0
        return squares.sub(mean.mul(mean)).clamp(0, Double.POSITIVE_INFINITY);
    }
}
