package dev.jimm.core.graph;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** What a recorded computation computes from its parameters alone, and so the same at every run. */
public final class WeightsOnly {
    private WeightsOnly() {}

    /** The values that depend on no input and on nothing that is drawn or written; the parameters' own are among them. */
    public static Set<Graph.Value> of(Graph graph) {
        return find(graph, node -> true);
    }

    /**
     * The same for a file that holds them: without what has as many elements as the batch or is made for it in another way, and without
     * the real numbers that quantised ones stand for, which would take four times their room.
     */
    public static Set<Graph.Value> ofAnyBatch(Graph graph) {
        return find(
                graph,
                node -> !isDequantising(node)
                        && Arrays.stream(node.attributes().values()).noneMatch(WeightsOnly::isOfBatch));
    }

    private static boolean isDequantising(Graph.Node node) {
        ElementType type = node.operands().get(0).type();
        return (type == ElementType.INT8 || type == ElementType.INT32)
                && node.result().type().isFloating();
    }

    private static boolean isOfBatch(Object attribute) {
        long[] sizes = attribute instanceof Long size
                ? new long[] {size}
                : attribute instanceof long[] several ? several : new long[0];
        return Arrays.stream(sizes).anyMatch(size -> BatchSize.times(size) != 0);
    }

    private static Set<Graph.Value> find(Graph graph, Predicate<Graph.Node> wanted) {
        Set<Graph.Value> found = new HashSet<>(graph.parameters().values());
        for (Graph.Node node : graph.nodes()) {
            boolean pure = node.op().memory() != Op.Memory.OVERWRITTEN
                    && !node.op().isUpdating()
                    && !node.op().isRandom(node.attributes());
            if (pure
                    && wanted.test(node)
                    && node.operands().stream().allMatch(operand -> operand == null || found.contains(operand))) {
                found.add(node.result());
            }
        }
        return found;
    }
}
