package dev.jimm.api.optimizer;

import dev.jimm.api.tensor.Tensor;

/**
 * One parameter at one step, as its update rule sees it. The rule is recorded once and replayed at every step, so whatever changes
 * from step to step is a tensor: numbers that change are of rank 0 and of type FLOAT64.
 */
public interface ParameterUpdate {
    /** The parameter; the rule changes it in place. */
    Tensor value();

    /** Its gradient, of the same shape. Not to be written: two parameters may share one. */
    Tensor gradient();

    /** A state tensor that the rule declared; the rule changes it in place. */
    Tensor state(String name);

    /** The learning rate of this parameter at this step (rank 0). */
    Tensor rate();

    /** The number of this step, from 1 (rank 0). */
    Tensor step();

    /** The weight decay of this parameter, the same at every step; 0 where its group does not decay. */
    double weightDecay();

    /**
     * The Euclidean norm of the gradients of all parameters together at this step (rank 0).
     */
    Tensor globalGradientNorm();
}
