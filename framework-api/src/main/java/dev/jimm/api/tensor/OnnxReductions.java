package dev.jimm.api.tensor;

import java.util.Arrays;
import java.util.Map;

/** ONNX forms of reductions, and of what goes along an axis. */
final class OnnxReductions {
    /** Since then all reductions take their axes as an operand. */
    private static final int AXES_AS_OPERAND = 18;

    private OnnxReductions() {}

    static OnnxForm of(String type) {
        return call -> reduce(
                call, type, call.operand(0), axes(call), call.attributes().flag("keep"));
    }

    static String reduce(OnnxCall call, String type, String x, long[] axes, boolean keep) {
        long kept = keep ? 1 : 0;
        return call.opset() >= AXES_AS_OPERAND || type.equals("ReduceSum")
                ? call.node(type, Map.of("keepdims", kept), x, call.integers(axes))
                : call.node(type, Map.of("keepdims", kept, "axes", axes), x);
    }

    private static long[] axes(OnnxCall call) {
        int rank = call.shape(0).length;
        return Arrays.stream(call.attributes().integers("dims"))
                .map(dim -> Shapes.axis(dim, rank))
                .toArray();
    }

    static String sum(OnnxCall call) {
        String x = OnnxElements.converted(call, 0, call.resultType());
        return reduce(call, "ReduceSum", x, axes(call), call.attributes().flag("keep"));
    }

    static String variance(OnnxCall call) {
        String x = call.operand(0);
        String centred = call.node("Sub", x, reduce(call, "ReduceMean", x, axes(call), true));
        String squared = call.node("Mul", centred, centred);
        String variance = reduce(
                call, "ReduceMean", squared, axes(call), call.attributes().flag("keep"));
        if (!call.attributes().flag("unbiased")) {
            return variance;
        }
        double count = Arrays.stream(axes(call))
                .mapToDouble(axis -> call.shape(0)[(int) axis])
                .reduce(1, (a, b) -> a * b);
        if (count >= Shapes.BATCH) {
            throw new IllegalArgumentException("cannot take the variance of a sample over a batch of unknown size");
        }
        return call.node("Mul", variance, call.number(call.type(0), count / (count - 1)));
    }

    private static long axis(OnnxCall call) {
        return Shapes.axis(call.attributes().integer("dim"), call.shape(0).length);
    }

    static OnnxForm along(String type) {
        return call -> call.node(type, Map.of("axis", axis(call)), call.operand(0));
    }

    static String cumulativeSum(OnnxCall call) {
        return call.node("CumSum", OnnxElements.converted(call, 0, call.resultType()), call.integer(axis(call)));
    }

    static String argmax(OnnxCall call) {
        return call.node("ArgMax", Map.of("axis", axis(call), "keepdims", 0L), call.operand(0));
    }

    /** @param result 0 for the values, 1 for where they stand */
    static OnnxForm largest(int result) {
        return call -> call.nodes(
                        2,
                        "TopK",
                        Map.of("axis", axis(call)),
                        call.operand(0),
                        call.integers(call.attributes().integer("count")))
                .get(result);
    }
}
