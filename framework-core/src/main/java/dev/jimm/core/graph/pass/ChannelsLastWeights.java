package dev.jimm.core.graph.pass;

import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Rewriting;

/** Weights of convolutions with their channels last in memory, as the convolutions want them whose inputs are laid out so. */
public final class ChannelsLastWeights {
    private ChannelsLastWeights() {}

    public static Graph apply(Graph graph) {
        return Rewriting.of(graph, ChannelsLastWeights::replace);
    }

    private static Tensor replace(Graph.Node node, Rewriting rewriting) {
        if (!BuiltIn.is(node, "conv2d")
                || !rewriting.isOfWeights(node.operands().get(1))) {
            return null;
        }
        Tensor[] more = {rewriting.operand(node, 1).channelsLast(), rewriting.operand(node, 2)};
        return rewriting
                .operand(node, 0)
                .apply(node.op(), more, node.attributes().values());
    }
}
