package dev.jimm.api.tensor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX forms of products. */
final class OnnxContractions {
    private OnnxContractions() {}

    static String einsum(OnnxCall call) {
        String equation = call.attributes().text("equation").replace(" ", "");
        return call.node("Einsum", Map.of("equation", equation), call.operands().toArray(String[]::new));
    }

    static String addmm(OnnxCall call) {
        Map<String, Object> attributes = Map.of(
                "alpha", call.attributes().number("alpha"), "beta", call.attributes().number("beta"));
        return call.node("Gemm", attributes, call.operand(1), call.operand(2), call.operand(0));
    }

    static String baddbmm(OnnxCall call) {
        ElementType type = call.resultType();
        String product = call.node("MatMul", call.operand(1), call.operand(2));
        String scaled =
                call.node("Mul", product, call.number(type, call.attributes().number("alpha")));
        String kept =
                call.node("Mul", call.operand(0), call.number(type, call.attributes().number("beta")));
        return call.node("Add", kept, scaled);
    }

    static String linear(OnnxCall call) {
        String bias = call.operand(2);
        if (call.shape(0).length == 2) {
            return call.node("Gemm", Map.of("transB", 1L), call.operand(0), call.operand(1), bias);
        }
        String weight = call.node("Transpose", Map.of("perm", new long[] {1, 0}), call.operand(1));
        String product = call.node("MatMul", call.operand(0), weight);
        return bias.isEmpty() ? product : call.node("Add", product, bias);
    }

    static String convolution(OnnxCall call) {
        return call.node(
                "Conv", window(call, "dilation"), call.operand(0), call.operand(1), call.operand(2));
    }

    static String transposedConvolution(OnnxCall call) {
        return call.node(
                "ConvTranspose",
                window(call, "output_padding"),
                call.operand(0),
                call.operand(1),
                call.operand(2));
    }

    /** @param further the name of the list that only this kind has; in ONNX it is in the plural where it counts a property of an axis */
    private static Map<String, Object> window(OnnxCall call, String further) {
        Attributes given = call.attributes();
        long[] weight = call.shape(1);
        long[] kernel = Arrays.copyOfRange(weight, 2, weight.length);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("kernel_shape", kernel);
        attributes.put("strides", given.integers("stride"));
        attributes.put("pads", OnnxPools.bothSides(given.integers("padding")));
        attributes.put("group", given.integer("groups"));
        attributes.put(further.equals("dilation") ? "dilations" : further, given.integers(further));
        return attributes;
    }

    static String attention(OnnxCall call) {
        if (call.attributes().number("dropout") > 0) {
            throw new IllegalArgumentException("cannot drop attention weights at random");
        }
        ElementType type = call.type(0);
        int rank = call.shape(1).length;
        long[] swapped = LongStream.range(0, rank).toArray();
        swapped[rank - 2] = rank - 1;
        swapped[rank - 1] = rank - 2;
        String query =
                call.node("Mul", call.operand(0), call.number(type, call.attributes().number("scale")));
        String scores =
                call.node("MatMul", query, call.node("Transpose", Map.of("perm", swapped), call.operand(1)));
        if (call.type(3) == ElementType.BOOL) {
            String never = call.number(type, Double.NEGATIVE_INFINITY);
            scores = call.node("Where", call.operand(3), scores, never);
        } else if (call.type(3) != null) {
            scores = call.node("Add", scores, OnnxElements.converted(call, 3, type));
        }
        return call.node("MatMul", call.node("Softmax", Map.of("axis", -1L), scores), call.operand(2));
    }
}
