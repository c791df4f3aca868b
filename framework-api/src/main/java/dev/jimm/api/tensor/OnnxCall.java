package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.List;
import java.util.Map;

/**
 * A recorded call that is being written in ONNX, and the place to which its nodes are written. Values go by their names, which are made
 * up here; the empty name stands for an absent one.
 *
 * <p>One file serves every batch size: a size that is a multiple of {@link Shapes#BATCH} is given as it is, and becomes what ONNX has for a
 * size that is only known when the model runs.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface OnnxCall {
    /** The version of ONNX's operators that is written, 13 or later. */
    int opset();

    Attributes attributes();

    /** The names of the operands. */
    List<String> operands();

    default String operand(int index) {
        return operands().get(index);
    }

    /** The shape of an operand; {@code null} if it is absent. */
    long[] shape(int operand);

    /** The type of an operand; {@code null} if it is absent. */
    ElementType type(int operand);

    long[] resultShape();

    ElementType resultType();

    /**
     * Writes a node.
     *
     * @param attributes by name: {@link Long}, {@link Double}, {@link String}, {@link ElementType} or {@code long[]}
     * @return the names of its results, so many
     */
    List<String> nodes(int results, String type, Map<String, Object> attributes, String... inputs);

    /** Writes a node with one result, and returns its name. */
    default String node(String type, Map<String, Object> attributes, String... inputs) {
        return nodes(1, type, attributes, inputs).get(0);
    }

    /** Writes a node without attributes. */
    default String node(String type, String... inputs) {
        return node(type, Map.of(), inputs);
    }

    /** Whether a call of the operator of that name computes with the result. */
    boolean feeds(String operator);

    /** A constant of rank 0, of a floating-point or whole type. */
    String number(ElementType type, double value);

    /** A constant in FLOAT32, in row-major order. */
    String numbers(float[] values, long... shape);

    /** A constant of rank 0 in INT64. */
    String integer(long value);

    /** A vector in INT64; numbers that are multiples of the unknown batch size are computed when the model runs. */
    String integers(long... values);

    /** What {@code Reshape} takes: as {@link #integers}, where -1 is the size that is left and 0 that of the input at this place. */
    String reshaping(long... sizes);

    /** @throws IllegalArgumentException when an older version is written */
    default void requireOpset(int least) {
        if (opset() < least) {
            throw new IllegalArgumentException("needs ONNX opset " + least + " or later, not " + opset());
        }
    }
}
