package dev.jimm.core.onnx;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Values;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Replay;
import dev.jimm.core.graph.WeightsOnly;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values that depend on parameters alone: the parameters, and what is computed from them ahead. */
final class WeightValues {
    private final Graph graph;
    private final Values values;
    private final Set<Graph.Value> ofWeights;
    private final Map<Graph.Value, Param> parameters = new HashMap<>();
    private final Map<Graph.Value, Graph.Node> producers = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    WeightValues(Graph graph, Values values) {
        this.graph = graph;
        this.values = values;
        ofWeights = WeightsOnly.ofAnyBatch(graph);
        graph.parameters().forEach((param, value) -> parameters.put(value, param));
        graph.nodes().forEach(node -> producers.put(node.result(), node));
    }

    boolean isComputedAhead(Graph.Value value) {
        return ofWeights.contains(value);
    }

    /** Those that calls on the input use, or that are results, in the order of their use. */
    Set<Graph.Value> needed() {
        Set<Graph.Value> needed = new LinkedHashSet<>();
        for (Graph.Node node : graph.nodes()) {
            if (!ofWeights.contains(node.result())) {
                node.operands().stream().filter(ofWeights::contains).forEach(needed::add);
            }
        }
        graph.results().stream().filter(ofWeights::contains).forEach(needed::add);
        return needed;
    }

    /** A parameter goes by its name in the state dict, what is computed by the name of the first parameter that it is computed from. */
    Initializer initializer(Graph.Value value) {
        Param param = parameters.get(value);
        if (param != null) {
            return new Initializer(
                    param.name(),
                    value.type(),
                    value.shape(),
                    () -> values.get(param).bytes());
        }
        return new Initializer(nameOf(value), value.type(), value.shape(), () -> compute(value));
    }

    private String nameOf(Graph.Value value) {
        Graph.Value first = value;
        while (producers.containsKey(first)) {
            first = producers.get(first).operands().get(0);
        }
        String base = parameters.get(first).name() + "/computed";
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "." + i;
        }
        return name;
    }

    private ByteBuffer compute(Graph.Value value) {
        List<Graph.Node> calls = callsFor(value);
        Program.Body body = (inputs, bound) -> {
            Replay replay = new Replay(graph, inputs, bound);
            calls.forEach(replay::call);
            return List.of(replay.get(value));
        };
        // operator by operator: each such computation is done once, which is not worth compiling it
        try (Program program = Program.inference(Execution.EAGER, Precision.FP32, List.of(), body);
                Program.Results results = program.run(List.of(), values)) {
            return results.values().get(0).bytes();
        }
    }

    private List<Graph.Node> callsFor(Graph.Value value) {
        Set<Graph.Value> wanted = new HashSet<>(Set.of(value));
        List<Graph.Node> calls = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Graph.Node node = graph.nodes().get(i);
            if (wanted.contains(node.result())) {
                calls.add(node);
                wanted.addAll(node.operands());
            }
        }
        Collections.reverse(calls);
        return calls;
    }
}
