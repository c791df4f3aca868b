package dev.jimm.core.train;

import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Tensor;
import java.util.Set;

/** What a training makes small. */
interface Objective {
    /**
     * The loss of a batch, a number of rank 0.
     *
     * @param x normalised and augmented images (N, 3, H, W)
     * @param pass of the model that is trained
     * @param targets as the loss takes them
     */
    Tensor loss(Tensor x, Pass pass, Tensor targets);

    /** The intermediates of the model that the loss needs. */
    default Set<String> taps() {
        return Set.of();
    }
}
