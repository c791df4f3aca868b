package dev.jimm.core.weights;

import dev.jimm.core.engine.Weights;
import dev.jimm.core.tensorfile.SavedTensor;
import java.util.List;

/**
 * The tensors of one file of a checkpoint.
 *
 * @param name the file's name without {@code .safetensors}: {@code model}, {@code ema}, {@code optimizer}
 */
public record TensorGroup(String name, List<SavedTensor> tensors) {
    public TensorGroup {
        tensors = List.copyOf(tensors);
    }

    /** The state dict of a model under its own names. The weights must stay open until the group is written. */
    public static TensorGroup of(String name, Weights weights) {
        return new TensorGroup(
                name,
                weights.table().state().stream()
                        .map(param -> SavedTensor.of(param.name(), weights.get(param)))
                        .toList());
    }
}
