package dev.jimm.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX forms of pooling and resampling of (N, C, H, W). */
final class OnnxPools {
    /** Of bicubic interpolation: PyTorch's, and, where it smooths, Pillow's. */
    private static final double CUBIC = -0.75;

    private static final double CUBIC_SMOOTHING = -0.5;

    private OnnxPools() {}

    /** Symmetric padding as ONNX wants it: all beginnings, then all ends. */
    static long[] bothSides(long[] padding) {
        long[] both = Arrays.copyOf(padding, 2 * padding.length);
        System.arraycopy(padding, 0, both, padding.length, padding.length);
        return both;
    }

    static String maxPool(OnnxCall call) {
        return call.node("MaxPool", window(call, call.attributes().integers("padding")), call.operand(0));
    }

    static String averagePool(OnnxCall call) {
        long[] padding = call.attributes().integers("padding");
        boolean counted = call.attributes().flag("count_padding") && padding[0] + padding[1] > 0;
        String x = counted
                ? call.node(
                        "Pad",
                        call.operand(0),
                        call.integers(0, 0, padding[0], padding[1], 0, 0, padding[0], padding[1]))
                : call.operand(0);
        return call.node("AveragePool", window(call, counted ? new long[2] : padding), x);
    }

    /**
     * Rounding up is written as padding of the end, about which all versions of ONNX agree, and which the average does not count. Where a
     * window is at least as large as stride and padding together, a padding of all but one step does it for every image size. Elsewhere
     * PyTorch may leave a last window out that would begin outside, and the end is padded until the size is right.
     *
     * @param padding what is left to be padded before the window moves
     */
    private static Map<String, Object> window(OnnxCall call, long[] padding) {
        Attributes given = call.attributes();
        long[] kernel = given.integers("kernel");
        long[] stride = given.integers("stride");
        long[] pads = bothSides(padding);
        for (int i = 0; i < 2 && given.flag("ceil"); i++) {
            long before = given.integers("padding")[i];
            long needed = (call.resultShape()[2 + i] - 1) * stride[i] + kernel[i] - call.shape(0)[2 + i] - 2 * before;
            pads[2 + i] += stride[i] + before <= kernel[i] ? stride[i] - 1 : Math.max(0, needed);
        }
        return Map.of("kernel_shape", kernel, "strides", stride, "pads", pads);
    }

    static OnnxForm adaptive(String kind) {
        return call -> {
            long[] size = call.attributes().integers("size");
            if (size[0] == 1 && size[1] == 1) {
                return call.node("Global" + kind + "Pool", call.operand(0));
            }
            String reduction = kind.equals("Max") ? "ReduceMax" : "ReduceMean";
            return alongAxis(call, reduction, alongAxis(call, reduction, call.operand(0), 2), 3);
        };
    }

    /** Cuts an axis into windows of nearly one size, which may overlap, and reduces each. */
    private static String alongAxis(OnnxCall call, String reduction, String x, int axis) {
        long from = call.shape(0)[axis];
        long to = call.resultShape()[axis];
        if (from == to) {
            return x;
        }
        List<String> parts = new ArrayList<>();
        for (long i = 0; i < to; i++) {
            String window = call.node(
                    "Slice",
                    x,
                    call.integers(i * from / to),
                    call.integers(((i + 1) * from + to - 1) / to),
                    call.integers(axis));
            parts.add(OnnxReductions.reduce(call, reduction, window, new long[] {axis}, true));
        }
        return call.node("Concat", Map.of("axis", (long) axis), parts.toArray(String[]::new));
    }

    static OnnxForm resize(String mode, boolean smoothing) {
        return call -> {
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("mode", mode);
            if (mode.equals("nearest")) {
                attributes.put("coordinate_transformation_mode", "asymmetric");
                attributes.put("nearest_mode", "floor");
            }
            if (mode.equals("cubic")) {
                attributes.put("cubic_coeff_a", smoothing ? CUBIC_SMOOTHING : CUBIC);
            }
            if (smoothing) {
                call.requireOpset(18);
                attributes.put("antialias", 1L);
                attributes.put("exclude_outside", 1L);
            }
            return call.node("Resize", attributes, call.operand(0), "", "", call.integers(call.resultShape()));
        };
    }

    static String gridSample(OnnxCall call) {
        call.requireOpset(16);
        Map<String, Object> attributes = Map.of(
                "mode", call.opset() >= 20 ? "linear" : "bilinear",
                "align_corners", call.attributes().flag("align_corners") ? 1L : 0L);
        return call.node("GridSample", attributes, call.operand(0), call.operand(1));
    }
}
