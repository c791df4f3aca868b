package dev.jimm.core.graph;

import dev.jimm.api.tensor.Op;
import java.util.HashSet;
import java.util.Set;

/** What a recorded computation computes from its parameters alone, and so the same at every run. */
public final class WeightsOnly {
    private WeightsOnly() {}

    /** The values that depend on no input and on nothing that is drawn or written; the parameters' own are among them. */
    public static Set<Graph.Value> of(Graph graph) {
        Set<Graph.Value> found = new HashSet<>(graph.parameters().values());
        for (Graph.Node node : graph.nodes()) {
            boolean pure = node.op().memory() != Op.Memory.OVERWRITTEN
                    && !node.op().isUpdating()
                    && !node.op().isRandom(node.attributes());
            if (pure && node.operands().stream().allMatch(operand -> operand == null || found.contains(operand))) {
                found.add(node.result());
            }
        }
        return found;
    }
}
