package dev.jimm.api.optimizer;

import dev.jimm.api.API;
import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * One parameter at one step, as its update rule sees it. The rule is recorded and replayed, so whatever changes from step to step is a
 * tensor.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface ParameterUpdate {
    /** What is updated. */
    Param parameter();

    /** The parameter's value; the rule changes it in place. */
    Tensor value();

    /** Its gradient, of the same shape. Not to be written: two parameters may share one. */
    Tensor gradient();

    /** A state tensor that the rule declared; the rule changes it in place. */
    Tensor state(String name);

    /** The {@linkplain UpdateRule#phase phase} of the step. */
    int phase();

    /**
     * A number that depends on the step, such as a bias correction: of rank 0, FLOAT64, or for a parameter of rank 0 FLOAT32 as that.
     *
     * @param formula a pure function, evaluated in Java at every step
     */
    Tensor number(ToDoubleFunction<Step> formula);

    /** The learning rate of this parameter at this step (rank 0). */
    default Tensor rate() {
        return number(Step::rate);
    }

    /** The weight decay of this parameter, the same at every step; 0 where its group does not decay. */
    double weightDecay();

    /**
     * The Euclidean norm of the gradients of all parameters together at this step (rank 0).
     */
    Tensor globalGradientNorm();

    /**
     * An estimate of the diagonal of the loss's Hessian, of the parameter's shape (Hutchinson's: the mean of z * Hz over random signs z).
     *
     * @throws IllegalStateException when the rule did not {@linkplain UpdateRule#hessianSamples ask for it} at this phase
     */
    Tensor hessian();
}
