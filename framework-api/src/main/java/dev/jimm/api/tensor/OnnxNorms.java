package dev.jimm.api.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX forms of normalisation. */
final class OnnxNorms {
    private OnnxNorms() {}

    static String batchNorm(OnnxCall call) {
        if (call.attributes().flag("training") || call.operand(3).isEmpty()) {
            throw new IllegalArgumentException(
                    "normalises with the statistics of a batch, which only training does; export the model for inference");
        }
        long channels = call.shape(0)[1];
        return call.node(
                "BatchNormalization",
                epsilon(call),
                call.operand(0),
                orAll(call, 1, 1, channels),
                orAll(call, 2, 0, channels),
                call.operand(3),
                call.operand(4));
    }

    private static Map<String, Object> epsilon(OnnxCall call) {
        return Map.of("epsilon", call.attributes().number("epsilon"));
    }

    /** An operand, or, where it is absent, as many times the same number. */
    private static String orAll(OnnxCall call, int operand, float value, long... shape) {
        return call.operand(operand).isEmpty() ? all(call, value, shape) : call.operand(operand);
    }

    private static String all(OnnxCall call, float value, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.count(shape))];
        Arrays.fill(values, value);
        return call.numbers(values, shape);
    }

    static String layerNorm(OnnxCall call) {
        long[] sizes = call.attributes().integers("shape");
        if (call.opset() >= 17) {
            Map<String, Object> attributes = Map.of(
                    "axis", (long) -sizes.length, "epsilon", call.attributes().number("epsilon"));
            return call.node(
                    "LayerNormalization", attributes, call.operand(0), orAll(call, 1, 1, sizes), call.operand(2));
        }
        String mean = OnnxReductions.reduce(call, "ReduceMean", call.operand(0), lastAxes(call), true);
        String centred = call.node("Sub", call.operand(0), mean);
        return affine(call, call.node("Mul", centred, inverseSize(call, centred)), call.operand(1), call.operand(2));
    }

    static String rmsNorm(OnnxCall call) {
        String normalised = call.node("Mul", call.operand(0), inverseSize(call, call.operand(0)));
        return affine(call, normalised, call.operand(1), "");
    }

    private static long[] lastAxes(OnnxCall call) {
        int rank = call.shape(0).length;
        int normalised = call.attributes().integers("shape").length;
        return LongStream.range(rank - normalised, rank).toArray();
    }

    /** 1 / sqrt(mean(x^2) + epsilon). */
    private static String inverseSize(OnnxCall call, String x) {
        String square = OnnxReductions.reduce(call, "ReduceMean", call.node("Mul", x, x), lastAxes(call), true);
        String epsilon = call.number(call.type(0), call.attributes().number("epsilon"));
        return call.node("Reciprocal", call.node("Sqrt", call.node("Add", square, epsilon)));
    }

    private static String affine(OnnxCall call, String x, String weight, String bias) {
        String scaled = weight.isEmpty() ? x : call.node("Mul", x, weight);
        return bias.isEmpty() ? scaled : call.node("Add", scaled, bias);
    }

    static String groupNorm(OnnxCall call) {
        long groups = call.attributes().integer("groups");
        long channels = call.shape(0)[1];
        if (call.opset() >= 21) {
            Map<String, Object> attributes =
                    Map.of("num_groups", groups, "epsilon", call.attributes().number("epsilon"));
            return call.node(
                    "GroupNormalization",
                    attributes,
                    call.operand(0),
                    orAll(call, 1, 1, channels),
                    orAll(call, 2, 0, channels));
        }
        String grouped = call.node("Reshape", call.operand(0), call.integers(0, groups, -1));
        String normalised = call.node(
                "InstanceNormalization", epsilon(call), grouped, all(call, 1, groups), all(call, 0, groups));
        String ungrouped = call.node("Reshape", normalised, call.node("Shape", call.operand(0)));
        return affine(call, ungrouped, ofChannels(call, 1), ofChannels(call, 2));
    }

    /** A vector along axis 1 of the first operand. */
    private static String ofChannels(OnnxCall call, int operand) {
        if (call.operand(operand).isEmpty()) {
            return "";
        }
        long[] shape = new long[call.shape(0).length - 1];
        Arrays.fill(shape, 1);
        shape[0] = call.shape(0)[1];
        return call.node("Reshape", call.operand(operand), call.integers(shape));
    }
}
