package dev.jimm.api.tensor;

import dev.jimm.api.nn.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs computations without values: shapes and types only, and a record of the operators that were called. */
public final class ShapeRunner extends Runner {
    private final List<String> calls = new ArrayList<>();

    public ShapeRunner() {
        this(Precision.FP32);
    }

    public ShapeRunner(Precision precision) {
        super(precision);
    }

    public Tensor tensor(long... shape) {
        return tensor(ElementType.FLOAT32, shape);
    }

    public Tensor tensor(ElementType type, long... shape) {
        return new Shaped(this, type, shape);
    }

    /** A pass over fresh tensors of the declared shapes. */
    public Pass pass(boolean training, String... wanted) {
        return new Pass(param -> tensor(param.type(), param.shape()), training, Set.of(wanted));
    }

    /** The operators that were called so far, with the type of the result: {@code "conv2d BFLOAT16"}. */
    public List<String> calls() {
        return calls;
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        calls.add(op.name() + " " + type);
        return new Shaped(this, type, shape);
    }

    private static final class Shaped extends Tensor {
        Shaped(Runner runner, ElementType type, long... shape) {
            super(runner, type, shape);
        }
    }
}
