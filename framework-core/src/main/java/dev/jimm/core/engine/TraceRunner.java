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
    private static final class TracedTensor extends Tensor {
        private final Graph.Value value;

        TracedTensor(Runner runner, Graph.Value value) {
            super(runner, value.type(), value.shape());
            this.value = value;
        }
    }

    private final Graph graph = new Graph();
    private final Map<Param, Tensor> parameters = new HashMap<>();

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
        return parameters.computeIfAbsent(param, one -> new TracedTensor(this, graph.parameter(one)));
    }

    static Graph.Value value(Tensor tensor) {
        return tensor == null ? null : ((TracedTensor) tensor).value;
    }

    @Override
    protected Tensor run(Op op, Tensor[] operands, Attributes attributes, long[] shape, ElementType type) {
        Graph.Value[] values = new Graph.Value[operands.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(operands[i]);
        }
        return new TracedTensor(this, graph.call(op, values, attributes, type, shape));
    }
}
