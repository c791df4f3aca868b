package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * Makes a tensor that was saved for one image size into the one of another: what lets a model with position tables load weights of
 * another size.
 */
@FunctionalInterface
public interface Adaptation {
    /** Fails with an {@link IllegalArgumentException} that says why the saved tensor cannot become one of that shape. */
    Tensor adapt(Tensor saved, long... shape);
}
