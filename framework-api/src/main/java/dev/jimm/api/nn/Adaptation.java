package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Makes a tensor that was saved for one image size into the one of another: what lets a model with position tables load
 * weights of another size. {@link Adaptations} has the usual ones.
 */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Adaptation {
    /**
     * The values that take the place of the saved ones.
     *
     * @param saved of type FLOAT32
     * @param shape of the tensor to make
     * @throws IllegalArgumentException with the reason when the saved tensor cannot become one of that shape
     */
    Tensor adapt(Tensor saved, long... shape);
}
