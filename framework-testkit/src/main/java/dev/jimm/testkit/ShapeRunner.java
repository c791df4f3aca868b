package dev.jimm.testkit;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a model without values: shapes only, and a record of the operators that were called. */
public final class ShapeRunner extends Runner {
    /** One call of an operator. */
    public record Call(Op op, Attributes attributes) {}

    private final List<Call> calls = new ArrayList<>();

    public ShapeRunner() {
        super(Precision.FP32);
    }

    /** A float32 tensor to begin with. */
    public Tensor tensor(long... shape) {
        return new Shaped(this, ElementType.FLOAT32, shape);
    }

    /** A pass over fresh tensors of the declared shapes. */
    public Pass pass(boolean training, Set<String> wanted) {
        return new Pass(param -> new Shaped(this, param.type(), param.shape()), training, wanted);
    }

    /** The shape of what a model returns for an input of a shape. */
    public long[] logits(Model model, boolean training, long... input) {
        return model.forward(tensor(input), pass(training, Set.of())).shape();
    }

    /** The attributes of all calls of an operator so far. */
    public Stream<Attributes> calls(String op) {
        return calls.stream().filter(call -> call.op.name().equals(op)).map(Call::attributes);
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        calls.add(new Call(op, attributes));
        return new Shaped(this, type, shape);
    }

    private static final class Shaped extends Tensor {
        Shaped(Runner runner, ElementType type, long... shape) {
            super(runner, type, shape);
        }
    }
}
