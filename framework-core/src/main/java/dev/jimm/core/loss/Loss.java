package dev.jimm.core.loss;

import dev.jimm.api.tensor.Tensor;

/** What a training makes small: a number for a batch of logits and what they should have been. It computes in float32. */
public interface Loss {
    /**
     * The loss of a batch, of rank 0.
     *
     * @param logits (N, classes)
     * @param targets the classes' indices (N), INT64, if {@link #takesIndices}; else numbers in [0, 1] for each class
     *     (N, classes), FLOAT32, which are smoothed already
     */
    Tensor of(Tensor logits, Tensor targets);

    /**
     * Whether the targets are the classes' indices.
     *
     * @param mixing whether images are mixed with each other, so that they have parts of several classes
     */
    boolean takesIndices(boolean mixing);
}
