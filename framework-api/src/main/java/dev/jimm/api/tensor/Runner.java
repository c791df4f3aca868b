package dev.jimm.api.tensor;

import dev.jimm.api.API;
import java.util.HashMap;
import java.util.Map;

/**
 * Carries out operators: at once, or by writing them down. Checking of shapes and the precision policy live here, once for all ways of
 * running.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public abstract class Runner {
    private record Conversion(Tensor tensor, ElementType type) {}

    private final Precision precision;
    /** Made once for all uses, whose gradients so add up before they are converted back. */
    private final Map<Conversion, Tensor> conversions = new HashMap<>();

    protected Runner(Precision precision) {
        this.precision = precision;
    }

    public final Precision precision() {
        return precision;
    }

    /**
     * Applies an operator.
     *
     * @param operands in the operator's order, {@code null} where an optional one is absent
     * @param values the attributes in the operator's order
     * @throws IllegalArgumentException naming the operator and what does not fit
     */
    final Tensor apply(Op op, Tensor[] operands, Object... values) {
        Attributes attributes = new Attributes(op, values);
        Tensor[] in = precision == Precision.FP32 ? operands : castOperands(op, operands);
        long[][] shapes = new long[in.length][];
        ElementType[] types = new ElementType[in.length];
        for (int i = 0; i < in.length; i++) {
            shapes[i] = in[i] == null ? null : in[i].shape();
            types[i] = in[i] == null ? null : in[i].type();
            if (in[i] != null && in[i].runner() != this) {
                throw new IllegalArgumentException(op + ": operand " + i + " belongs to another pass");
            }
            if (in[i] == null && !op.isOptional(i)) {
                throw new IllegalArgumentException(op + ": operand " + i + " is missing");
            }
        }
        long[] shape;
        ElementType type;
        try {
            shape = op.shapeOf(shapes, attributes);
            type = op.typeOf(shapes, types, attributes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(op + ": " + e.getMessage(), e);
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(op + ": cannot be applied to " + Shapes.texts(shapes), e);
        }
        if (op.memory() == Op.Memory.OVERWRITTEN) {
            // what was converted before the write may be stale, or be the very memory that is written
            conversions.clear();
        }
        return run(op, in, attributes, shape, type);
    }

    private Tensor[] castOperands(Op op, Tensor[] operands) {
        if (op.cast() == Op.Cast.KEEP) {
            return operands;
        }
        ElementType from = op.cast() == Op.Cast.LOW ? ElementType.FLOAT32 : precision.low();
        ElementType to = op.cast() == Op.Cast.LOW ? precision.low() : ElementType.FLOAT32;
        Tensor[] cast = operands.clone();
        for (int i = 0; i < cast.length; i++) {
            if (cast[i] != null && cast[i].type() == from) {
                cast[i] = cast(cast[i], to);
            }
        }
        return cast;
    }

    /** Converts a tensor to another type. */
    final Tensor cast(Tensor tensor, ElementType type) {
        return conversions.computeIfAbsent(new Conversion(tensor, type), this::convert);
    }

    private Tensor convert(Conversion wanted) {
        Tensor tensor = wanted.tensor();
        Object[] values = {(long) wanted.type().torchCode()};
        return run(Ops.TO, new Tensor[] {tensor}, new Attributes(Ops.TO, values), tensor.dimensions(), wanted.type());
    }

    /** Carries one operator out. Shapes are checked, operands converted. */
    protected abstract Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type);
}
