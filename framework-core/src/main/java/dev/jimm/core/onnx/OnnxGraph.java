package dev.jimm.core.onnx;

import dev.jimm.api.tensor.OnnxForm;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.Values;
import dev.jimm.core.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recorded computation in ONNX: nodes, and the values that stand in the file. What depends on parameters alone is no node but a value,
 * computed when it is written.
 */
final class OnnxGraph {
    /**
     * What one call became.
     *
     * @param nodes bytes of messages
     */
    record Written(Graph.Node call, List<byte[]> nodes, List<Initializer> constants) {}

    private final Graph graph;
    private final int opset;
    private final List<Initializer> initializers = new ArrayList<>();
    private final List<Written> calls = new ArrayList<>();
    private final List<byte[]> identities = new ArrayList<>();
    private final List<String> inputs;
    private final List<String> outputs;

    private OnnxGraph(Graph graph, int opset, List<String> inputs, List<String> outputs) {
        this.graph = graph;
        this.opset = opset;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * Translates a computation.
     *
     * @param inputs the names of its inputs
     * @param outputs the names of its results
     * @param values of the parameters, taken when they are written
     * @throws dev.jimm.core.error.JimmException CONFIGURATION when calls cannot be expressed, naming all of them
     */
    static OnnxGraph of(Graph graph, int opset, List<String> inputs, List<String> outputs, Values values) {
        OnnxGraph made = new OnnxGraph(graph, opset, inputs, outputs);
        made.new Builder(values).build();
        return made;
    }

    /** Makes the graph, call by call; what a call knows of the others. */
    final class Builder {
        private final Map<Graph.Value, String> names = new HashMap<>();
        private final Constants constants = new Constants();
        private final WeightValues weights;

        private Builder(Values values) {
            weights = new WeightValues(graph, values);
            graph.parameters().forEach((param, value) -> names.put(value, param.name()));
            for (int i = 0; i < inputs.size(); i++) {
                names.put(graph.inputs().get(i), inputs.get(i));
            }
        }

        int opset() {
            return opset;
        }

        Constants constants() {
            return constants;
        }

        /** The name of a value; empty for an absent one. */
        String name(Graph.Value value) {
            return value == null ? "" : names.get(value);
        }

        /** Whether a call of the operator of that name computes with a value. */
        boolean isTaken(Graph.Value value, String operator) {
            return graph.nodes().stream()
                    .anyMatch(node ->
                            node.op().name().equals(operator) && node.operands().contains(value));
        }

        /** An input that tells the batch size as its axis 0. */
        Graph.Value inputOfBatch() {
            return graph.inputs().stream()
                    .filter(input -> input.shape().length > 0 && Shapes.isSymbolic(input.shape()[0]))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("no input tells the batch size: none has it as axis 0"));
        }

        private void build() {
            weights.needed().forEach(value -> {
                Initializer initializer = weights.initializer(value);
                names.put(value, initializer.name());
                initializers.add(initializer);
            });
            Set<String> refusals = new LinkedHashSet<>();
            for (int i = 0; i < graph.nodes().size(); i++) {
                Graph.Node call = graph.nodes().get(i);
                if (!weights.isComputedAhead(call.result())) {
                    write(call, i).ifPresent(refusals::add);
                }
            }
            Refusals.requireNone(refusals);
            initializers.addAll(constants.all());
            for (int i = 0; i < outputs.size(); i++) {
                identities.add(new Message()
                        .text(1, name(graph.results().get(i)))
                        .text(2, outputs.get(i))
                        .text(3, outputs.get(i))
                        .text(4, "Identity")
                        .toBytes());
            }
        }

        /** Writes a call, or says why it cannot be written; the calls behind it are tried all the same. */
        private Optional<String> write(Graph.Node call, int index) {
            String prefix = "/" + index + "." + call.op().name();
            names.put(call.result(), prefix);
            Optional<OnnxForm> form = call.op().onnx();
            if (form.isEmpty()) {
                return Optional.of(Refusals.withoutForm(graph, call));
            }
            CallWriter writer = new CallWriter(this, call, prefix);
            try {
                names.put(call.result(), form.get().write(writer));
            } catch (IllegalArgumentException | IllegalStateException e) {
                return Optional.of(Refusals.of(graph, call, e.getMessage()));
            }
            calls.add(new Written(call, writer.nodes(), writer.constants()));
            return Optional.empty();
        }
    }

    Graph graph() {
        return graph;
    }

    int opset() {
        return opset;
    }

    /** The calls in order, without those that are computed ahead. */
    List<Written> calls() {
        return calls;
    }

    List<Initializer> initializers() {
        return initializers;
    }

    /** All nodes in order, as bytes of their messages. */
    List<byte[]> nodes() {
        List<byte[]> nodes = new ArrayList<>();
        calls.forEach(call -> nodes.addAll(call.nodes()));
        nodes.addAll(identities);
        return nodes;
    }

    Map<String, Graph.Value> inputs() {
        return named(inputs, graph.inputs());
    }

    Map<String, Graph.Value> outputs() {
        return named(outputs, graph.results());
    }

    private static Map<String, Graph.Value> named(List<String> names, List<Graph.Value> values) {
        Map<String, Graph.Value> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }
}
