package dev.jimm.core.graph;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Attributes;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Runner;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Writes a computation down instead of doing it. Needs no engine. */
public final class TraceRunner extends Runner {
    private static final class TracedTensor extends Tensor {
        private final Graph.Value value;

        TracedTensor(Runner runner, Graph.Value value) {
            super(runner, value.type(), value.shape());
            this.value = value;
        }
    }

    private final Graph graph = new Graph();
    private final Map<Param, Tensor> parameters = new HashMap<>();

    private TraceRunner(Precision precision) {
        super(precision);
    }

    /**
     * Records a computation.
     *
     * @param inputs types and shapes; axis 0 may be a multiple of {@link dev.jimm.api.tensor.Shapes#BATCH}
     * @param body computes the results from the inputs and the parameters' values
     * @param keepWrites whether calls that update running statistics stay when no result needs them
     */
    public static Graph record(
            Precision precision,
            List<Graph.Value> inputs,
            BiFunction<List<Tensor>, Function<Param, Tensor>, List<Tensor>> body,
            boolean keepWrites) {
        TraceRunner runner = new TraceRunner(precision);
        List<Tensor> tensors = new ArrayList<>();
        for (Graph.Value input : inputs) {
            tensors.add(new TracedTensor(runner, runner.graph.input(input)));
        }
        List<Tensor> results = body.apply(tensors, runner::parameter);
        runner.graph.finish(results.stream().map(TraceRunner::value).toList(), keepWrites);
        return runner.graph;
    }

    private Tensor parameter(Param param) {
        return parameters.computeIfAbsent(param, one -> new TracedTensor(this, graph.parameter(one)));
    }

    private static Graph.Value value(Tensor tensor) {
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
