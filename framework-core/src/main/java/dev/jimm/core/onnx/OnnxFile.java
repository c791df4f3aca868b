package dev.jimm.core.onnx;

import dev.jimm.api.tensor.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was written.
 *
 * @param data the file of the weights beside it, if they are not in it
 * @param nodes how many
 * @param foldedBatchNorms how many batch norms became part of weights
 */
public record OnnxFile(
        Path file, Optional<Path> data, List<Port> inputs, List<Port> outputs, int nodes, int foldedBatchNorms) {
    /** An input or output. */
    public record Port(String name, ElementType type, List<Dimension> shape) {}

    /**
     * One size.
     *
     * @param size 0 where it is only known when the model runs
     * @param name of a size that is not known, such as {@code batch}; {@code null} for others
     */
    public record Dimension(long size, String name) {}
}
