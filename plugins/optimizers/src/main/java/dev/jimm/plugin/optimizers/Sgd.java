package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, as PyTorch's SGD: the velocity is a sum of gradients, which the rate
 * scales afterwards. {@code sgd} uses Nesterov's momentum, {@code momentum} the classical one. Weight decay is added to
 * the gradient.
 *
 * <p>Sutskever et al., <a href="https://proceedings.mlr.press/v28/sutskever13.html">On the importance of initialization
 * and momentum in deep learning</a>, 2013.
 */
public final class Sgd extends RuleFamily<Sgd.Options> {
    private static final String VELOCITY = "momentum_buffer";

    public Sgd() {
        super(Map.of("sgd", new Options(0.9, true), "momentum", new Options(0.9, false)), Rule::new);
    }

    /**
     * The options.
     *
     * @param momentum the part of the velocity that stays at each step, in [0, 1); with 0 there is no velocity
     * @param nesterov whether a step looks ahead along the velocity
     */
    public record Options(double momentum, boolean nesterov) {
        public Options {
            Checks.fraction("momentum", momentum);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return options.momentum() == 0 ? List.of() : List.of(StateTensor.like(parameter, VELOCITY));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = update.weightDecay() == 0
                    ? update.gradient()
                    : update.gradient().add(update.value().mul(update.weightDecay()));
            Tensor direction = options.momentum() == 0 ? gradient : accelerated(gradient, update.state(VELOCITY));
            update.value().add_(direction.mul(update.rate()), -1);
        }

        private Tensor accelerated(Tensor gradient, Tensor velocity) {
            velocity.mul_(options.momentum()).add_(gradient, 1);
            return options.nesterov() ? gradient.add(velocity.mul(options.momentum())) : velocity;
        }
    }
}
