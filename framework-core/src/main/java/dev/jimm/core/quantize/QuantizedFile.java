package dev.jimm.core.quantize;

import dev.jimm.core.onnx.OnnxFile;
import java.util.List;
import java.util.Map;

/**
 * What was written.
 *
 * @param layers the names of the quantised weights, in the order of their use
 * @param activations how many tensors between them are quantised ahead
 * @param images how many the ranges were measured with
 * @param kept the products that stay in float32: what, and how many
 */
public record QuantizedFile(
        OnnxFile file, List<String> layers, int activations, int images, Map<String, Integer> kept) {}
