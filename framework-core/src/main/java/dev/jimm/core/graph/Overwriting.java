package dev.jimm.core.graph;

import dev.jimm.api.tensor.Op;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a result may take its operand's place: the operand was computed for this call alone, and is neither somebody else's memory nor
 * seen through a view. Halves the memory of inference where activations are large, and saves memory that is written for the first time.
 */
public final class Overwriting {
    private Overwriting() {}

    /** The calls that may compute into the memory of their first operand where no gradients are asked for. */
    public static Set<Graph.Node> inference(Graph graph) {
        return find(graph, Op::canOverwrite, producer -> true);
    }

    /** Those that may where gradients are: neither they nor what computed the operand need it for their own. */
    public static Set<Graph.Node> training(Graph graph) {
        return find(graph, Op::canOverwriteInTraining, Op::isForgetting);
    }

    private static Set<Graph.Node> find(Graph graph, Predicate<Op> calls, Predicate<Op> producing) {
        Map<Graph.Value, Integer> uses = new HashMap<>();
        Map<Graph.Value, Graph.Node> producers = new HashMap<>();
        graph.results().forEach(result -> uses.merge(result, 1, Integer::sum));
        for (Graph.Node node : graph.nodes()) {
            producers.put(node.result(), node);
            node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
        }
        Set<Graph.Node> found = new HashSet<>();
        for (Graph.Node node : graph.nodes()) {
            Graph.Value first =
                    node.operands().isEmpty() ? null : node.operands().get(0);
            Graph.Node producer = producers.get(first);
            if (calls.test(node.op())
                    && producer != null
                    && producer.op().memory() == Op.Memory.FRESH
                    && producing.test(producer.op())
                    && uses.get(first) == 1
                    && first.type() == node.result().type()
                    && Arrays.equals(first.shape(), node.result().shape())) {
                found.add(node);
            }
        }
        return found;
    }
}
