package dev.jimm.core.graph;

import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A recorded computation that is recorded once more, with some of its calls replaced. Needs no engine. */
public final class Rewriting {
    /** What stands in place of a call. */
    @FunctionalInterface
    public interface Rule {
        /**
         * The result of a call in another way; {@code null} leaves the call as it is. Calls whose results nobody needs any more are
         * dropped, so a rule replaces the last of several calls and does nothing about the others.
         */
        Tensor replace(Graph.Node node, Rewriting rewriting);
    }

    private final Graph graph;
    private final Map<Graph.Value, Graph.Node> producers = new HashMap<>();
    private final Map<Graph.Value, List<Graph.Node>> users = new HashMap<>();
    private final Map<Graph.Node, Integer> positions = new HashMap<>();
    private final Set<Graph.Value> ofWeights;
    private Replay replay;

    private Rewriting(Graph graph) {
        this.graph = graph;
        ofWeights = WeightsOnly.of(graph);
        for (Graph.Node node : graph.nodes()) {
            positions.put(node, positions.size());
            producers.put(node.result(), node);
            new HashSet<>(node.operands())
                    .forEach(operand -> users.computeIfAbsent(operand, one -> new ArrayList<>())
                            .add(node));
        }
    }

    /** The computation with some calls replaced. */
    public static Graph of(Graph graph, Rule rule) {
        Rewriting rewriting = new Rewriting(graph);
        return TraceRunner.record(
                Precision.FP32, // the conversions of a lower one are recorded calls
                graph.inputs(),
                (inputs, parameters) -> {
                    rewriting.replay = new Replay(graph, inputs, parameters);
                    graph.nodes().forEach(node -> rewriting.write(node, rule));
                    return graph.results().stream().map(rewriting.replay::get).toList();
                },
                false);
    }

    private void write(Graph.Node node, Rule rule) {
        Tensor replaced = rule.replace(node, this);
        if (replaced == null) {
            replay.call(node);
        } else {
            replay.put(node.result(), replaced);
        }
    }

    /** What stands for a value in the new recording; {@code null} for an absent operand. */
    public Tensor tensor(Graph.Value value) {
        return replay.get(value);
    }

    /** What stands for an operand of a call in the new recording; {@code null} for an absent one. */
    public Tensor operand(Graph.Node node, int index) {
        return tensor(node.operands().get(index));
    }

    /** The call that computes a value; {@code null} where none does. */
    Graph.Node producer(Graph.Value value) {
        return producers.get(value);
    }

    /** The call that computes an operand which nothing else needs; {@code null} where there is none. */
    public Graph.Node before(Graph.Node node, int operand) {
        Graph.Value value = node.operands().get(operand);
        return users.getOrDefault(value, List.of()).size() == 1
                        && !graph.results().contains(value)
                ? producers.get(value)
                : null;
    }

    /** The one call that needs a result; {@code null} where there are several, or the computation gives it. */
    public Graph.Node after(Graph.Node node) {
        List<Graph.Node> all = users.getOrDefault(node.result(), List.of());
        return all.size() == 1 && !graph.results().contains(node.result()) ? all.get(0) : null;
    }

    public boolean isOfWeights(Graph.Value value) {
        return value == null || ofWeights.contains(value);
    }

    /** Whether one call stands behind another. */
    public boolean isLater(Graph.Node one, Graph.Node other) {
        return positions.get(one) > positions.get(other);
    }

    /** Whether a call may write into the memory of a value: it lies there alone, and nobody reads it later. */
    public boolean isFree(Graph.Value value, Graph.Node last) {
        Graph.Node producer = producers.get(value);
        return producer != null
                && producer.op().memory() == Op.Memory.FRESH
                && !ofWeights.contains(value)
                && !graph.results().contains(value)
                && users.get(value).stream()
                        .allMatch(user -> user == last
                                || (isLater(last, user) && user.op().memory() == Op.Memory.FRESH));
    }

    /** Whether two values have one type and shape. */
    public static boolean isAlike(Graph.Value one, Graph.Value other) {
        return one.type() == other.type() && Arrays.equals(one.shape(), other.shape());
    }
}
