package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Writes a computation down instead of doing it. Needs no engine. */
final class TraceRunner extends Runner {
    private record Conversion(Graph.Value value, ElementType type) {}

    private static final class TracedTensor extends Tensor {
        private final Graph.Value value;

        TracedTensor(Runner runner, Graph.Value value) {
            super(runner, value.type(), value.shape());
            this.value = value;
        }
    }

    private final Graph graph = new Graph();
    private final Map<Conversion, Tensor> conversions = new HashMap<>();

    TraceRunner(Precision precision) {
        super(precision);
    }

    Graph graph() {
        return graph;
    }

    Tensor input(ElementType type, long... shape) {
        return new TracedTensor(this, graph.input(type, shape));
    }

    Tensor parameter(Param param) {
        return new TracedTensor(this, graph.parameter(param));
    }

    static Graph.Value value(Tensor tensor) {
        return tensor == null ? null : ((TracedTensor) tensor).value;
    }

    @Override
    protected Tensor cast(Tensor tensor, ElementType type) {
        Conversion wanted = new Conversion(value(tensor), type);
        Tensor known = conversions.get(wanted);
        if (known == null) {
            known = super.cast(tensor, type);
            conversions.put(wanted, known);
        }
        return known;
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        if (op.memory() == Op.Memory.OVERWRITTEN) {
            // what was converted before the write may be stale, or be the very memory that is written
            conversions.clear();
        }
        Graph.Value[] values = new Graph.Value[operands.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(operands[i]);
        }
        return new TracedTensor(this, graph.call(op, values, attributes, type, shape));
    }
}
