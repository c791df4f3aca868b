package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, as PyTorch's SGD: the velocity is a sum of gradients, which the rate
 * scales afterwards. {@code sgd} uses Nesterov's momentum, {@code momentum} the classical one. Weight decay is added to
 * the gradient.
 *
 * <p>Sutskever et al., <a href="https://proceedings.mlr.press/v28/sutskever13.html">On the importance of initialization
 * and momentum in deep learning</a>, 2013.
 */
public final class Sgd extends RuleFamily<Sgd.Options> {
    public Sgd() {
        super(
                Rule::new,
                List.of(
                        member(
                                "sgd",
                                new Options(0.9, 0, true),
                                "stochastic gradient descent with Nesterov's momentum"),
                        member("nesterov", new Options(0.9, 0, true), "another name of sgd"),
                        member("momentum", new Options(0.9, 0, false), "stochastic gradient descent with momentum")),
                Velocity.PAPER);
    }

    /**
     * The options.
     *
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param dampening the part of a gradient that does not enter the velocity, where there is one, in [0, 1]; 0 with
     *     Nesterov's momentum
     * @param nesterov whether a step looks ahead along the velocity, where there is one
     */
    public record Options(double momentum, double dampening, boolean nesterov) {
        public Options {
            Checks.momentum(momentum, dampening, nesterov);
        }
    }

    private record Rule(Velocity velocity) implements UpdateRule {
        Rule(Options options) {
            this(new Velocity(options.momentum(), options.dampening(), options.nesterov()));
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
            velocity.descend(update, update.gradient(), update.weightDecay());
        }
    }
}
