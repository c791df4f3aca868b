package dev.jimm.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX forms of what moves elements and computes nothing. */
final class OnnxLayout {
    /** As the end of a slice: however long the axis is. */
    private static final long END = Long.MAX_VALUE;

    private OnnxLayout() {}

    private static long axis(OnnxCall call, String attribute) {
        return Shapes.axis(call.attributes().integer(attribute), call.shape(0).length);
    }

    static String reshape(OnnxCall call) {
        return reshape(call, call.operand(0), call.attributes().integers("shape"));
    }

    private static String reshape(OnnxCall call, String x, long... sizes) {
        return call.node("Reshape", x, call.reshaping(sizes));
    }

    private static String transpose(OnnxCall call, String x, long... order) {
        return call.node("Transpose", Map.of("perm", order), x);
    }

    static String permute(OnnxCall call) {
        int rank = call.shape(0).length;
        long[] order = Arrays.stream(call.attributes().integers("dims"))
                .map(dim -> Shapes.axis(dim, rank))
                .toArray();
        return transpose(call, call.operand(0), order);
    }

    static String transpose(OnnxCall call) {
        long[] order = LongStream.range(0, call.shape(0).length).toArray();
        order[(int) axis(call, "a")] = axis(call, "b");
        order[(int) axis(call, "b")] = axis(call, "a");
        return transpose(call, call.operand(0), order);
    }

    /** A size of 1 leaves an axis as it is. */
    static String expand(OnnxCall call) {
        long[] sizes = call.resultShape().clone();
        int extra = sizes.length - call.shape(0).length;
        for (int i = extra; i < sizes.length; i++) {
            sizes[i] = sizes[i] == call.shape(0)[i - extra] ? 1 : sizes[i];
        }
        return call.node("Expand", call.operand(0), call.integers(sizes));
    }

    static String unsqueeze(OnnxCall call) {
        long axis = Shapes.axis(call.attributes().integer("dim"), call.shape(0).length + 1);
        return call.node("Unsqueeze", call.operand(0), call.integers(axis));
    }

    static String squeeze(OnnxCall call) {
        return call.node("Squeeze", call.operand(0), call.integers(axis(call, "dim")));
    }

    static String select(OnnxCall call) {
        String index = call.integer(call.attributes().integer("index"));
        return call.node("Gather", Map.of("axis", axis(call, "dim")), call.operand(0), index);
    }

    static String slice(OnnxCall call) {
        Attributes given = call.attributes();
        return slice(
                call,
                call.operand(0),
                axis(call, "dim"),
                given.integer("from"),
                given.integer("to"),
                given.integer("step"));
    }

    private static String slice(OnnxCall call, String x, long axis, long from, long to, long step) {
        return call.node("Slice", x, call.integers(from), call.integers(to), call.integers(axis), call.integers(step));
    }

    static String concatenate(OnnxCall call) {
        String[] parts = new String[call.operands().size()];
        Arrays.setAll(parts, i -> OnnxElements.converted(call, i, call.resultType()));
        return call.node("Concat", Map.of("axis", axis(call, "dim")), parts);
    }

    static String chunk(OnnxCall call) {
        int axis = (int) axis(call, "dim");
        long parts = call.attributes().integer("parts");
        long[] sizes = Shapes.insert(call.resultShape(), axis, parts);
        String index = call.integer(call.attributes().integer("index"));
        return call.node("Gather", Map.of("axis", (long) axis), reshape(call, call.operand(0), sizes), index);
    }

    static String pad(OnnxCall call) {
        double value = call.attributes().number("value");
        if (value == 0 && call.feeds("max_pool2d")) {
            // ONNX Runtime makes a padding by 0 part of the MaxPool behind it, which pads by the lowest number instead
            value = Float.MIN_NORMAL;
        }
        return call.node("Pad", call.operand(0), padding(call), call.number(call.type(0), value));
    }

    /** @param mode as ONNX calls it */
    static OnnxForm pad(String mode) {
        return call -> call.node("Pad", Map.of("mode", mode), call.operand(0), padding(call));
    }

    /** All beginnings and then all ends, first axis first, of what is given pair by pair and last axis first. */
    private static String padding(OnnxCall call) {
        long[] given = call.attributes().integers("padding");
        int rank = call.shape(0).length;
        long[] padding = new long[2 * rank];
        for (int i = 0; i < given.length / 2; i++) {
            padding[rank - 1 - i] = given[2 * i];
            padding[2 * rank - 1 - i] = given[2 * i + 1];
        }
        return call.integers(padding);
    }

    static String roll(OnnxCall call) {
        long[] shifts = call.attributes().integers("shifts");
        long[] dims = call.attributes().integers("dims");
        String x = call.operand(0);
        for (int i = 0; i < dims.length; i++) {
            int axis = Shapes.axis(dims[i], call.shape(0).length);
            long size = call.shape(0)[axis];
            long shift = Math.abs(shifts[i]) < size ? shifts[i] : shifts[i] % size;
            if (shift != 0) {
                String end = slice(call, x, axis, -shift, END, 1);
                x = call.node("Concat", Map.of("axis", (long) axis), end, slice(call, x, axis, 0, -shift, 1));
            }
        }
        return x;
    }

    static String flip(OnnxCall call) {
        int rank = call.shape(0).length;
        String x = call.operand(0);
        for (long dim : call.attributes().integers("dims")) {
            x = slice(call, x, Shapes.axis(dim, rank), -1, -END, -1);
        }
        return x;
    }

    static OnnxForm triangle(boolean upper) {
        return call -> {
            call.requireOpset(14);
            String diagonal = call.integer(call.attributes().integer("diagonal"));
            return call.node("Trilu", Map.of("upper", upper ? 1L : 0L), call.operand(0), diagonal);
        };
    }

    static String pixelShuffle(OnnxCall call) {
        long factor = call.attributes().integer("factor");
        return call.node("DepthToSpace", Map.of("blocksize", factor, "mode", "CRD"), call.operand(0));
    }

    static String pixelUnshuffle(OnnxCall call) {
        long factor = call.attributes().integer("factor");
        long[] x = call.shape(0);
        String split = reshape(call, call.operand(0), x[0], x[1], x[2] / factor, factor, x[3] / factor, factor);
        return reshape(call, transpose(call, split, 0, 1, 3, 5, 2, 4), call.resultShape());
    }

    static String repeatInterleave(OnnxCall call) {
        int axis = (int) axis(call, "dim");
        long[] repeated = new long[call.shape(0).length + 1];
        Arrays.fill(repeated, 1);
        repeated[axis + 1] = call.attributes().integer("times");
        String apart = call.node("Unsqueeze", call.operand(0), call.integers(axis + 1L));
        return reshape(call, call.node("Expand", apart, call.integers(repeated)), call.resultShape());
    }

    static String indexSelect(OnnxCall call) {
        return call.node("Gather", Map.of("axis", axis(call, "dim")), call.operand(0), call.operand(1));
    }

    static String gather(OnnxCall call) {
        return call.node("GatherElements", Map.of("axis", axis(call, "dim")), call.operand(0), call.operand(1));
    }

    static String oneHot(OnnxCall call) {
        String classes = call.integer(call.attributes().integer("classes"));
        String offAndOn = call.integers(0, 1);
        return OnnxElements.cast(
                call,
                call.node("OneHot", Map.of("axis", -1L), call.operand(0), classes, offAndOn),
                ElementType.INT64,
                call.resultType());
    }

    /** Rows and then columns are gathered window by window, and then brought together. */
    static String unfold(OnnxCall call) {
        Attributes given = call.attributes();
        long[] x = call.shape(0);
        long[] kernel = given.integers("kernel");
        long[] margin = given.integers("padding");
        String padded = margin[0] + margin[1] == 0
                ? call.operand(0)
                : call.node(
                        "Pad", call.operand(0), call.integers(0, 0, margin[0], margin[1], 0, 0, margin[0], margin[1]));
        String rows = call.node("Gather", Map.of("axis", 2L), padded, places(call, 0)); // N C kh oh W
        String windows = call.node("Gather", Map.of("axis", 4L), rows, places(call, 1)); // N C kh oh kw ow
        String sorted = transpose(call, windows, 0, 1, 2, 4, 3, 5);
        return reshape(call, sorted, x[0], x[1] * kernel[0] * kernel[1], call.resultShape()[2]);
    }

    /** Where each element of a window lies for each window, along one axis: (kernel, windows). */
    private static String places(OnnxCall call, int axis) {
        Attributes given = call.attributes();
        long kernel = given.integers("kernel")[axis];
        long stride = given.integers("stride")[axis];
        long dilation = given.integers("dilation")[axis];
        long windows = Shapes.windows(
                call.shape(0)[2 + axis], kernel, stride, given.integers("padding")[axis], dilation, false);
        List<Long> places = new ArrayList<>();
        for (long i = 0; i < kernel; i++) {
            for (long window = 0; window < windows; window++) {
                places.add(window * stride + i * dilation);
            }
        }
        String flat = call.integers(places.stream().mapToLong(Long::longValue).toArray());
        return call.node("Reshape", flat, call.integers(kernel, windows));
    }

    /** The sum over windows is a transposed convolution whose weight puts each element at its place. */
    static String fold(OnnxCall call) {
        Attributes given = call.attributes();
        long[] size = given.integers("size");
        long[] kernel = given.integers("kernel");
        long[] stride = given.integers("stride");
        long[] padding = given.integers("padding");
        long[] dilation = given.integers("dilation");
        long[] windows = new long[2];
        long[] extra = new long[2];
        for (int i = 0; i < 2; i++) {
            windows[i] = Shapes.windows(size[i], kernel[i], stride[i], padding[i], dilation[i], false);
            extra[i] = size[i] - ((windows[i] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel[i] - 1) + 1);
        }
        long[] x = call.shape(0);
        Map<String, Object> attributes = Map.of(
                "strides", stride,
                "pads", OnnxPools.bothSides(padding),
                "dilations", dilation,
                "output_padding", extra,
                "group", call.resultShape()[1]);
        String map = reshape(call, call.operand(0), x[0], x[1], windows[0], windows[1]);
        return call.node("ConvTranspose", attributes, map, eachAtItsPlace(call, x[1], kernel));
    }

    private static String eachAtItsPlace(OnnxCall call, long channels, long... kernel) {
        int area = Math.toIntExact(kernel[0] * kernel[1]);
        float[] weight = new float[Math.toIntExact(channels * area)];
        for (int i = 0; i < channels; i++) {
            weight[i * area + i % area] = 1;
        }
        return call.numbers(weight, channels, 1, kernel[0], kernel[1]);
    }
}
