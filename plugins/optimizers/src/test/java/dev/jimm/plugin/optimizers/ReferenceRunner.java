package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Carries out the operators of update rules on plain arrays, so that rules are tested without an engine. A tensor of
 * type FLOAT32 holds what a float can hold; operands and numbers are rounded to the result's type first, as PyTorch
 * does.
 */
final class ReferenceRunner extends Runner {
    ReferenceRunner() {
        super(Precision.FP32);
    }

    static final class Values extends Tensor {
        private final double[] data;

        private Values(Runner runner, ElementType type, long[] shape, double[] data) {
            super(runner, type, shape);
            this.data = data;
        }

        double[] data() {
            return data.clone();
        }
    }

    Tensor tensor(double[] data, long... shape) {
        return new Values(
                this,
                ElementType.FLOAT32,
                shape,
                Arrays.stream(data).map(x -> (float) x).toArray());
    }

    Tensor number(double value) {
        return new Values(this, ElementType.FLOAT64, new long[0], new double[] {value});
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        Values[] in = Arrays.copyOf(operands, operands.length, Values[].class);
        if (op.name().equals("norm")) {
            return norm(in[0], attributes);
        }
        Values result =
                op.memory() == Op.Memory.OVERWRITTEN ? in[0] : new Values(this, type, shape, new double[length(in)]);
        ElementType arithmetic = type == ElementType.BOOL ? in[0].type() : type;
        double[] numbers = Arrays.stream(attributes.values())
                .mapToDouble(value -> round((Double) value, arithmetic))
                .toArray();
        double[] x = new double[in.length];
        for (int i = 0; i < result.data.length; i++) {
            for (int j = 0; j < x.length; j++) {
                x[j] = round(in[j].data[in[j].rank() == 0 ? 0 : i], arithmetic);
            }
            result.data[i] = round(element(op, x, numbers), arithmetic);
        }
        return result;
    }

    private static int length(Values[] in) {
        int length = 1;
        for (Values operand : in) {
            if (operand.rank() > 0 && length != 1 && operand.data.length != length) {
                throw new UnsupportedOperationException("broadcasting of more than numbers");
            }
            length = Math.max(length, operand.data.length);
        }
        return length;
    }

    private static double round(double value, ElementType type) {
        return type == ElementType.FLOAT32 ? (float) value : value;
    }

    private Tensor norm(Values in, Attributes attributes) {
        if (attributes.integers("dims").length != in.rank() || attributes.flag("keep")) {
            throw new UnsupportedOperationException("a norm along some axes");
        }
        double squares = Arrays.stream(in.data).map(x -> x * x).sum();
        return new Values(this, in.type(), new long[0], new double[] {round(Math.sqrt(squares), in.type())});
    }

    /** One element of the result, of one element of each operand and the attributes. */
    private static double element(Op op, double[] x, double[] numbers) {
        return switch (op.name()) {
            case "add" -> x[0] + x[1];
            case "add_number", "add_number_" -> x[0] + numbers[0];
            case "mul", "mul_" -> x[0] * x[1];
            case "mul_number", "mul_number_" -> x[0] * numbers[0];
            case "div" -> x[0] / x[1];
            case "div_number" -> x[0] / numbers[0];
            case "number_pow" -> Math.pow(numbers[0], x[0]);
            case "maximum" -> Math.max(x[0], x[1]);
            case "equal" -> x[0] == x[1] ? 1 : 0;
            case "masked_fill" -> x[1] == 1 ? numbers[0] : x[0];
            case "neg" -> -x[0];
            case "sqrt" -> Math.sqrt(x[0]);
            case "rsqrt" -> 1 / Math.sqrt(x[0]);
            case "reciprocal" -> 1 / x[0];
            case "zeros_like" -> 0;
            case "add_" -> x[0] + numbers[0] * x[1];
            case "addcmul_" -> x[0] + numbers[0] * x[1] * x[2];
            case "lerp_" -> x[0] + numbers[0] * (x[1] - x[0]);
            default -> throw new UnsupportedOperationException(op + " is not among the reference operators");
        };
    }
}
