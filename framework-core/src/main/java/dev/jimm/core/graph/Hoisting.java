package dev.jimm.core.graph;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recorded computation in two: what depends on parameters alone, and need be done only once while they stay, and the rest.
 *
 * @param once has no inputs; its results are what the rest needs of it
 * @param rest takes, behind the inputs of the whole, the results of {@code once}
 */
public record Hoisting(Graph once, Graph rest) {
    public static Hoisting of(Graph graph) {
        Set<Graph.Value> ofWeights = WeightsOnly.of(graph);
        Set<Graph.Value> ready = new HashSet<>(graph.parameters().values());
        Set<Graph.Value> made = new HashSet<>();
        List<Graph.Node> early = new ArrayList<>();
        List<Graph.Node> late = new ArrayList<>();
        for (Graph.Node node : graph.nodes()) {
            boolean can = ofWeights.contains(node.result())
                    && ofOneSize(node)
                    && node.operands().stream().allMatch(operand -> operand == null || ready.contains(operand));
            (can ? early : late).add(node);
            if (can) {
                ready.add(node.result());
                made.add(node.result());
            }
        }
        Set<Graph.Value> handedOn = new LinkedHashSet<>();
        late.forEach(node -> node.operands().stream().filter(made::contains).forEach(handedOn::add));
        graph.results().stream().filter(made::contains).forEach(handedOn::add);
        Graph once = part(graph, List.of(), early, List.copyOf(handedOn));
        List<Graph.Value> inputs = new ArrayList<>(graph.inputs());
        inputs.addAll(handedOn);
        return new Hoisting(once, part(graph, inputs, late, graph.results()));
    }

    /** What is as large as the batch is made anew for each. */
    private static boolean ofOneSize(Graph.Node node) {
        return Arrays.stream(node.result().shape()).noneMatch(Shapes::isSymbolic);
    }

    private static Graph part(
            Graph whole, List<Graph.Value> inputs, List<Graph.Node> nodes, List<Graph.Value> results) {
        Graph part = new Graph();
        inputs.forEach(part::input);
        for (Map.Entry<Param, Graph.Value> entry : whole.parameters().entrySet()) {
            part.take(entry.getKey(), entry.getValue());
        }
        nodes.forEach(part::take);
        part.finish(results, false);
        return part;
    }
}
