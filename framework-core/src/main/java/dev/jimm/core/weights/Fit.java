package dev.jimm.core.weights;

import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.tensorfile.TensorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file's tensors as they are to be loaded into a model, and what was done with them before.
 *
 * @param file for messages
 * @param note what was chosen of a file that holds more; empty where there was no choice
 * @param tensors by the model's names
 * @param firstConvolutions the shapes in the file of first convolutions that were made to fit the model's channels
 * @param fresh the model's tensors that nothing is loaded into: a classifier of other classes
 * @param leftOut the file's tensors that are not loaded: that classifier
 */
public record Fit(
        Path file,
        Optional<String> note,
        StateDict tensors,
        Map<String, long[]> firstConvolutions,
        List<String> fresh,
        List<String> leftOut) {
    /** A file as it is. */
    public static Fit of(TensorSource file) {
        Map<String, CheckpointTensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            StoredTensor stored = file.get(name);
            tensors.put(name, CheckpointTensor.of(new Stored(stored), stored.shape()));
        }
        return new Fit(file.file(), file.note(), new StateDict(tensors), Map.of(), List.of(), List.of());
    }

    /** The values stay in the file until they are asked for. */
    record Stored(StoredTensor tensor) implements CheckpointTensor.Values {
        @Override
        public float[] floats() {
            return tensor.floats();
        }

        @Override
        public long[] longs() {
            return tensor.longs();
        }
    }
}
