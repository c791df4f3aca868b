package dev.jimm.core.graph.cpu;

import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Rewriting;

/** Convolutions that add to a summand which nobody needs afterwards write the sum into its memory. */
public final class SumInPlace {
    private SumInPlace() {}

    public static Graph apply(Graph graph) {
        return Rewriting.of(graph, SumInPlace::replace);
    }

    private static Tensor replace(Graph.Node node, Rewriting rewriting) {
        Op inPlace = Kernels.intoSum(node.op());
        if (inPlace == null) {
            return null;
        }
        Graph.Value summand = node.operands().get(0);
        boolean read = node.operands().lastIndexOf(summand) > 0;
        if (read || !rewriting.isFree(summand, node)) {
            return null;
        }
        Tensor[] more = {rewriting.operand(node, 1), rewriting.operand(node, 2), rewriting.operand(node, 3)};
        return rewriting.operand(node, 0).apply(inPlace, more, node.attributes().values());
    }
}
