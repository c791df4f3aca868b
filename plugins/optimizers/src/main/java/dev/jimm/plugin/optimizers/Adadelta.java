package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Adadelta, as PyTorch's: gradients are scaled by the root mean square of recent steps over that of recent gradients,
 * so that a rate of 1 suits many problems. Weight decay is added to the gradient.
 *
 * <p>Zeiler, <a href="https://arxiv.org/abs/1212.5701">ADADELTA: An Adaptive Learning Rate Method</a>, 2012.
 */
public final class Adadelta extends RuleFamily<Adadelta.Options> {
    /** The average of the gradient's square; these are named as in PyTorch. */
    private static final String SQUARES = "square_avg";

    /** The average of the step's square, at a rate of 1. */
    private static final String STEPS = "acc_delta";

    public Adadelta() {
        super(
                Rule::new,
                List.of(member(
                        "adadelta", new Options(0.9, 1e-6), "rates from the sizes of recent steps and gradients")),
                "https://arxiv.org/abs/1212.5701");
    }

    /**
     * The options.
     *
     * @param rho the part of the averages that stays at each step, in [0, 1)
     * @param eps added to the averages before their roots are taken; above 0, or nothing would ever move
     */
    public record Options(double rho, double eps) {
        public Options {
            Checks.fraction("rho", rho);
            Checks.positive("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, SQUARES), StateTensor.like(parameter, STEPS));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = Decay.added(update);
            Tensor root =
                    averaged(update.state(SQUARES), gradient).add(options.eps()).sqrt();
            Tensor steps = update.state(STEPS);
            Tensor direction = steps.add(options.eps()).sqrt().div(root).mul(gradient);
            averaged(steps, direction);
            update.value().addcmul_(direction, update.rate(), -1);
        }

        /** Moves an average of squares on. */
        private Tensor averaged(Tensor squares, Tensor next) {
            return squares.mul_(options.rho()).addcmul_(next, next, 1 - options.rho());
        }
    }
}
