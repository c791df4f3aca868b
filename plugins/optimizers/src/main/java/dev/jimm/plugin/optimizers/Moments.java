package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/** What Adam and its relatives share: running averages of a gradient and of its square, which start at zero. */
final class Moments {
    /** The average of the gradient; named as in PyTorch. */
    static final String FIRST = "exp_avg";

    /** The average of the gradient's square; named as in PyTorch. */
    static final String SECOND = "exp_avg_sq";

    private Moments() {}

    static List<StateTensor> state(Param parameter) {
        return List.of(StateTensor.like(parameter, FIRST), StateTensor.like(parameter, SECOND));
    }

    /** Moves the average of the squares on by one gradient. */
    static Tensor second(ParameterUpdate update, Tensor gradient, double beta) {
        return update.state(SECOND).mul_(beta).addcmul_(gradient, gradient, 1 - beta);
    }

    /** What an average that began at zero must be divided by at this step, to be one of the gradients seen (rank 0). */
    static Tensor correction(ParameterUpdate update, double beta) {
        return update.step().powerOf(beta).neg().add(1);
    }
}
