package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * SGD with momentum and decoupled weight decay: {@code sgdw} (also called {@code nesterovw}) shrinks the parameter by
 * rate * decay, {@code sgdc} by the corrected decay, and {@code csgdw} and {@code csgdc} are cautious besides. All of
 * them use Nesterov's momentum. As timm's SGDW, which is cautious only where there is momentum.
 *
 * <p>Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>, 2017;
 * Liang et al., <a href="https://arxiv.org/abs/2411.16085">Cautious Optimizers</a>, 2024; Defazio,
 * <a href="https://arxiv.org/abs/2506.02285">Why Gradients Rapidly Increase Near the End of Training</a>, 2025.
 */
public final class SgdW extends RuleFamily<SgdW.Options> {
    public SgdW() {
        super(
                Rule::new,
                List.of(
                        member(
                                "sgdw",
                                options(false, false),
                                "SGD with Nesterov's momentum and decoupled weight decay"),
                        member("nesterovw", options(false, false), "another name of sgdw"),
                        member(
                                "sgdc",
                                options(true, false),
                                "SGD with Nesterov's momentum and corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("csgdw", options(false, true), "sgdw with caution", Caution.PAPER),
                        member(
                                "csgdc",
                                options(true, true),
                                "sgdc with caution",
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                Velocity.PAPER,
                Decay.DECOUPLED_PAPER);
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(0.9, 0, true, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param dampening the part of a gradient that does not enter the velocity, where there is one, in [0, 1]; 0 with
     *     Nesterov's momentum
     * @param nesterov whether a step looks ahead along the velocity, where there is one
     * @param correctedDecay whether weight decay is by rate * rate / base rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            double momentum, double dampening, boolean nesterov, boolean correctedDecay, boolean caution) {
        public Options {
            Checks.momentum(momentum, dampening, nesterov);
        }
    }

    private record Rule(Velocity velocity, boolean correctedDecay, boolean caution) implements UpdateRule {
        Rule(Options options) {
            this(
                    new Velocity(options.momentum(), options.dampening(), options.nesterov()),
                    options.correctedDecay(),
                    options.caution());
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
            Decay.decoupled(update, correctedDecay);
            Tensor gradient = update.gradient();
            if (caution && velocity.isUsed()) {
                Tensor direction = Caution.masked(velocity.direction(update, gradient), gradient);
                update.value().addcmul_(direction, update.rate(), -1);
            } else {
                velocity.descend(update, gradient, 0);
            }
        }
    }
}
