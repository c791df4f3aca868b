package dev.jimm.core.engine;

import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.script.Script;
import dev.jimm.core.script.ScriptArchive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Carries operators out at once, each through a method of its own; for debugging. Closing it frees every result. */
final class EagerRunner extends Runner implements AutoCloseable {
    private record Variant(Op op, List<Boolean> absent, boolean twice) {}

    static final class EagerTensor extends Tensor {
        private final long handle;

        EagerTensor(Runner runner, ElementType type, long[] shape, long handle) {
            super(runner, type, shape);
            this.handle = handle;
        }

        long handle() {
            return handle;
        }
    }

    /** Before the names of attributes, some of which are keywords. */
    private static final String ATTRIBUTE = "a_";

    /** Modules by their source: compiled when first used, kept for the life of the JVM. */
    private static final Map<String, Long> METHODS = new ConcurrentHashMap<>();

    /** Whether gradients of gradients are asked for. */
    private final boolean twice;

    private final boolean inference;
    private final List<Long> held = new ArrayList<>();

    EagerRunner(Precision precision, boolean twice, boolean inference) {
        super(precision);
        this.twice = twice;
        this.inference = inference;
    }

    /** A tensor that somebody else frees. */
    Tensor wrap(long handle, ElementType type) {
        return new EagerTensor(this, type, Native.sizes(handle), handle);
    }

    /** A tensor that this runner frees. */
    Tensor adopt(long handle, ElementType type) {
        held.add(handle);
        return wrap(handle, type);
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        List<Long> arguments = new ArrayList<>();
        if (op.isVariadic()) {
            arguments.add(Native.value(Arrays.stream(operands)
                    .mapToLong(operand -> ((EagerTensor) operand).handle)
                    .toArray()));
        } else {
            for (Tensor operand : operands) {
                if (operand != null) {
                    arguments.add(Native.value(((EagerTensor) operand).handle));
                }
            }
        }
        for (Object value : attributes.values()) {
            arguments.add(Native.attribute(value));
        }
        List<Boolean> absent = op.isVariadic()
                ? List.of()
                : Arrays.stream(operands).map(operand -> operand == null).toList();
        long module = METHODS.computeIfAbsent(
                source(new Variant(op, absent, twice)),
                source -> Native.compile(new ScriptArchive(Script.CLASS, source)));
        long[] values = arguments.stream().mapToLong(Long::longValue).toArray();
        long result = Native.run(module, Script.METHOD, values, inference)[0];
        held.add(result);
        return new EagerTensor(this, type, shape, result);
    }

    private static String source(Variant variant) {
        Op op = variant.op();
        StringBuilder source = new StringBuilder("  def " + Script.METHOD + "(self: __torch__." + Script.CLASS);
        if (op.isVariadic()) {
            source.append(", x0: List[Tensor]");
        }
        for (int i = 0; i < variant.absent().size(); i++) {
            source.append(variant.absent().get(i) ? "" : ", x" + i + ": Tensor");
        }
        for (Op.Attribute attribute : op.attributes()) {
            source.append(", ")
                    .append(ATTRIBUTE)
                    .append(attribute.name())
                    .append(": ")
                    .append(attribute.type().script());
        }
        IntFunction<String> operand = i -> !op.isVariadic() && variant.absent().get(i) ? "None" : "x" + i;
        Function<String, String> named = name -> ATTRIBUTE + name;
        String call = variant.twice() ? op.expandTwiceDifferentiable(operand, named) : op.expand(operand, named);
        source.append(") -> List[Tensor]:\n    return [").append(call).append("]\n");
        return source.toString();
    }

    @Override
    public void close() {
        held.forEach(Native::delete);
        held.clear();
    }
}
