package dev.jimm.api.tensor;

import java.util.Arrays;
import java.util.Map;

/** ONNX forms of what is computed element by element. */
final class OnnxElements {
    private OnnxElements() {}

    /** One node over all operands, without attributes. */
    static OnnxForm plain(String type) {
        return call -> call.node(type, call.operands().toArray(String[]::new));
    }

    /** The operand itself. */
    static String unchanged(OnnxCall call) {
        return call.operand(0);
    }

    static String cast(OnnxCall call, String value, ElementType from, ElementType to) {
        return from == to ? value : call.node("Cast", Map.of("to", to), value);
    }

    /** Two operands, converted to the result's type: ONNX does not do that by itself. */
    static OnnxForm binary(String type) {
        return call -> call.node(type, converted(call, 0, call.resultType()), converted(call, 1, call.resultType()));
    }

    static OnnxForm comparison(String type) {
        return call -> {
            long[][] shapes = {call.shape(0), call.shape(1)};
            ElementType common = ElementType.promote(shapes, new ElementType[] {call.type(0), call.type(1)});
            return call.node(type, converted(call, 0, common), converted(call, 1, common));
        };
    }

    static String converted(OnnxCall call, int operand, ElementType type) {
        return cast(call, call.operand(operand), call.type(operand), type);
    }

    static String where(OnnxCall call) {
        ElementType type = call.resultType();
        return call.node("Where", call.operand(0), converted(call, 1, type), converted(call, 2, type));
    }

    static String maskedFill(OnnxCall call) {
        String value = call.number(call.type(0), call.attributes().number("value"));
        return call.node("Where", call.operand(1), value, call.operand(0));
    }

    /** With a number, which is the attribute of that name. */
    static OnnxForm withNumber(String type, String attribute) {
        return call -> call.node(
                type,
                call.operand(0),
                call.number(call.type(0), call.attributes().number(attribute)));
    }

    static String clamp(OnnxCall call) {
        return clip(call, call.attributes().number("low"), call.attributes().number("high"));
    }

    static String relu6(OnnxCall call) {
        return clip(call, 0, 6);
    }

    private static String clip(OnnxCall call, double low, double high) {
        return call.node("Clip", call.operand(0), call.number(call.type(0), low), call.number(call.type(0), high));
    }

    static String rsqrt(OnnxCall call) {
        return call.node("Reciprocal", call.node("Sqrt", call.operand(0)));
    }

    static String logicalNot(OnnxCall call) {
        return call.node("Not", converted(call, 0, ElementType.BOOL));
    }

    static String isFinite(OnnxCall call) {
        String neither = call.node("Or", call.node("IsNaN", call.operand(0)), call.node("IsInf", call.operand(0)));
        return call.node("Not", neither);
    }

    static String silu(OnnxCall call) {
        return call.node("Mul", call.operand(0), call.node("Sigmoid", call.operand(0)));
    }

    static String mish(OnnxCall call) {
        String x = call.operand(0);
        return call.opset() >= 18
                ? call.node("Mish", x)
                : call.node("Mul", x, call.node("Tanh", call.node("Softplus", x)));
    }

    static String gelu(OnnxCall call) {
        String x = call.operand(0);
        if (call.opset() >= 20) {
            return call.node("Gelu", x);
        }
        String erf = call.node("Erf", call.node("Mul", x, call.number(call.type(0), Math.sqrt(0.5))));
        return half(call, x, erf);
    }

    static String geluTanh(OnnxCall call) {
        String x = call.operand(0);
        if (call.opset() >= 20) {
            return call.node("Gelu", Map.of("approximate", "tanh"), x);
        }
        ElementType type = call.type(0);
        String cube = call.node("Mul", call.node("Mul", x, x), call.node("Mul", x, call.number(type, 0.044715)));
        String inner = call.node("Mul", call.node("Add", x, cube), call.number(type, Math.sqrt(2 / Math.PI)));
        return half(call, x, call.node("Tanh", inner));
    }

    /** x / 2 (1 + y). */
    private static String half(OnnxCall call, String x, String y) {
        String one = call.node("Add", y, call.number(call.type(0), 1));
        return call.node("Mul", call.node("Mul", x, call.number(call.type(0), 0.5)), one);
    }

    static String hardSigmoid(OnnxCall call) {
        return call.node("HardSigmoid", Map.of("alpha", 1 / 6.0, "beta", 0.5), call.operand(0));
    }

    static String hardSwish(OnnxCall call) {
        return call.opset() >= 14
                ? call.node("HardSwish", call.operand(0))
                : call.node("Mul", call.operand(0), hardSigmoid(call));
    }

    /** With the number {@code alpha}, which is the attribute of that name. */
    static OnnxForm withAlpha(String type, String attribute) {
        return call -> call.node(
                type, Map.of("alpha", call.attributes().number(attribute)), call.operand(0));
    }

    static String prelu(OnnxCall call) {
        long[] slope = new long[Math.max(1, call.shape(0).length - 1)];
        Arrays.fill(slope, 1);
        slope[0] = Shapes.count(call.shape(1));
        String shaped = call.node("Reshape", converted(call, 1, call.type(0)), call.integers(slope));
        return call.node("PRelu", call.operand(0), shaped);
    }

    static String to(OnnxCall call) {
        return converted(call, 0, call.resultType());
    }

    static String zerosLike(OnnxCall call) {
        String zeros = call.node("ConstantOfShape", call.node("Shape", call.operand(0)));
        return cast(call, zeros, ElementType.FLOAT32, call.resultType());
    }

    static String vectorLike(OnnxCall call) {
        double[] given = call.attributes().numbers("values");
        float[] values = new float[given.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) given[i];
        }
        return cast(call, call.numbers(values, values.length), ElementType.FLOAT32, call.resultType());
    }
}
