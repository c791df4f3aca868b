package dev.jimm.core.quantize;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.OnnxCall;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The operators of quantised computations. They run in the engine too, in real numbers where that has no whole ones. */
final class QuantizedOps {
    private static final int SIGNED = 127;
    /** How large a bias may become, as a part of INT32. */
    private static final double MOST_OF_BIAS = 1 << 30;

    private static final Op ROUND =
            Op.define("round", "torch.round({0})").type(Op.TypeRule.FLOATING).build();

    private static final Op QUANTIZE = Op.define(
                    "quantize",
                    "torch.to(torch.clamp(torch.add(torch.round(torch.div({0}, {scale:float})), {zero:int}), {least:int}, {greatest:int}), {type:int})")
            .type((shapes, types, attributes) -> type(attributes.integer("least")))
            .onnx(call -> call.node(
                    "QuantizeLinear",
                    call.operand(0),
                    call.number(ElementType.FLOAT32, call.attributes().number("scale")),
                    zero(call, call.resultType())))
            .build();

    private static final Op DEQUANTIZE = Op.define(
                    "dequantize", "torch.mul(torch.sub(torch.to({0}, 6), {zero:int}), {scale:float})")
            .type(Op.TypeRule.always(ElementType.FLOAT32))
            .onnx(call -> call.node(
                    "DequantizeLinear",
                    call.operand(0),
                    call.number(ElementType.FLOAT32, call.attributes().number("scale")),
                    zero(call, call.type(0))))
            .build();

    private static final Op DEQUANTIZE_CHANNELS = Op.define(
                    "dequantize_channels",
                    "torch.mul(torch.to(torch.sub({0}, torch.reshape({2}, {along:ints})), 6), torch.reshape({1}, {along:ints}))")
            .type(Op.TypeRule.always(ElementType.FLOAT32))
            .onnx(call -> call.node(
                    "DequantizeLinear",
                    Map.of("axis", openAxis(call)),
                    call.operand(0),
                    call.operand(1),
                    call.operand(2)))
            .build();

    private static final Op DYNAMIC_PRODUCT = Op.define(
                    "dynamic_product", "torch.matmul({0}, torch.mul(torch.to({1}, 6), {2}))")
            .shape((in, attributes) -> {
                long[] shape = in[0].clone();
                shape[shape.length - 1] = in[1][1];
                return shape;
            })
            .type(Op.TypeRule.always(ElementType.FLOAT32))
            .onnx(QuantizedOps::dynamicProduct)
            .build();

    /**
     * A weight or bias in whole numbers.
     *
     * @param scales of its outputs
     */
    record Coded(Tensor codes, Tensor scales) {}

    private QuantizedOps() {}

    private static ElementType type(long least) {
        return least < 0 ? ElementType.INT8 : ElementType.UINT8;
    }

    private static String zero(OnnxCall call, ElementType type) {
        return call.number(type, call.attributes().integer("zero"));
    }

    private static long openAxis(OnnxCall call) {
        long[] along = call.attributes().integers("along");
        int axis = 0;
        while (along[axis] != -1) {
            axis++;
        }
        return axis;
    }

    private static String dynamicProduct(OnnxCall call) {
        List<String> x = call.nodes(3, "DynamicQuantizeLinear", Map.of(), call.operand(0));
        String product = call.node("MatMulInteger", x.get(0), call.operand(1), x.get(2));
        String scale = call.node("Mul", x.get(1), call.operand(2));
        return call.node("Mul", call.node("Cast", Map.of("to", ElementType.FLOAT32), product), scale);
    }

    /** A tensor in steps, and back: the same but for what is between two steps and beyond the ends. */
    static Tensor stepped(Tensor x, Steps steps) {
        double scale = steps.scale();
        long zero = steps.zero();
        Tensor codes = x.apply(QUANTIZE, new Tensor[0], scale, zero, steps.least(), steps.greatest(), (long)
                steps.type().torchCode());
        return codes.apply(DEQUANTIZE, new Tensor[0], zero, scale);
    }

    /** The scales of a weight (outputs, ...), so that the largest value of each output is {@value #SIGNED}. */
    static Tensor scales(Tensor weight) {
        long[] others = new long[weight.shape().length - 1];
        Arrays.setAll(others, i -> i + 1);
        return weight.abs().max(others).div(SIGNED).clamp(Steps.LEAST_SCALE, Float.MAX_VALUE);
    }

    /** The same, coarser where a bias in the scale of products with an input would not fit into INT32. */
    static Tensor scales(Tensor weight, Tensor bias, Steps input) {
        return scales(weight).maximum(bias.abs().div(input.scale() * MOST_OF_BIAS));
    }

    /** A weight (outputs, ...) in INT8. */
    static Coded weight(Tensor weight, Tensor scales) {
        Tensor codes = rounded(weight.div(scales.reshape(along(weight.shape().length, 0))));
        return new Coded(codes.clamp(-SIGNED, SIGNED).to(ElementType.INT8), scales);
    }

    /** A bias in INT32, in the scale of products of an input and a weight. */
    static Coded bias(Tensor bias, Tensor weightScales, Steps input) {
        Tensor scales = weightScales.mul(input.scale());
        return new Coded(rounded(bias.div(scales)).to(ElementType.INT32), scales);
    }

    private static Tensor rounded(Tensor x) {
        return x.apply(ROUND, new Tensor[0]);
    }

    /** What numbers stand for whose scales go along an axis. Their zero points are 0, which not every runtime takes for granted. */
    static Tensor dequantized(Tensor codes, Tensor scales, int axis) {
        Tensor zeros = scales.zerosLike().to(codes.type());
        return codes.apply(DEQUANTIZE_CHANNELS, new Tensor[] {scales, zeros}, along(codes.shape().length, axis));
    }

    private static long[] along(int rank, int axis) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 1);
        sizes[axis] = -1;
        return sizes;
    }

    /**
     * The product of x (..., in) and a weight (in, out) in INT8. ONNX Runtime brings x into steps whose range is that of each batch; the
     * engine leaves it as it is.
     *
     * @param scales (out)
     */
    static Tensor dynamicProduct(Tensor x, Tensor codes, Tensor scales) {
        return x.apply(DYNAMIC_PRODUCT, new Tensor[] {codes, scales});
    }
}
