package dev.jimm.core.graph.cpu;

import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Rewriting;
import dev.jimm.core.graph.pass.BuiltIn;

/**
 * Convolutions that apply the activation behind them, or add what they are added to, while the result is in the processor's cache.
 */
public final class FuseConvolutions {
    private FuseConvolutions() {}

    public static Graph apply(Graph graph) {
        return Rewriting.of(graph, FuseConvolutions::replace);
    }

    private static Tensor replace(Graph.Node node, Rewriting rewriting) {
        Activation activation = Activation.of(node);
        if (activation == null) {
            return isSum(node) ? sum(node, node, rewriting) : alone(node, Activation.NONE, rewriting);
        }
        Graph.Node before = rewriting.before(node, 0);
        if (activation.isAfterSums() && isSum(before)) {
            return sum(before, node, rewriting);
        }
        return alone(before, activation, rewriting);
    }

    private static boolean isSum(Graph.Node node) {
        return BuiltIn.is(node, "add");
    }

    private static boolean fits(Graph.Node node) {
        return BuiltIn.is(node, "conv2d")
                && node.operands().stream()
                        .allMatch(operand -> operand == null
                                || operand.type() == node.result().type());
    }

    private static Tensor alone(Graph.Node convolution, Activation activation, Rewriting rewriting) {
        if (!fits(convolution)) {
            return null;
        }
        Tensor[] more = {rewriting.operand(convolution, 1), rewriting.operand(convolution, 2)};
        return rewriting
                .operand(convolution, 0)
                .apply(
                        Kernels.CONVOLUTION,
                        more,
                        convolution.attributes().get("padding"),
                        convolution.attributes().get("stride"),
                        convolution.attributes().get("dilation"),
                        convolution.attributes().get("groups"),
                        activation.name(),
                        activation.scalars(),
                        activation.algorithm());
    }

    /** @param last the sum itself, or the activation behind it */
    private static Tensor sum(Graph.Node sum, Graph.Node last, Rewriting rewriting) {
        Graph.Node behind = rewriting.after(sum);
        if (last == sum && behind != null && BuiltIn.is(behind, "relu")) {
            return null; // to be fused with what is behind
        }
        Graph.Node first = summand(sum, 0, rewriting);
        Graph.Node second = summand(sum, 1, rewriting);
        int chosen = second != null && (first == null || rewriting.isLater(second, first)) ? 1 : 0;
        Graph.Node convolution = chosen == 1 ? second : first;
        if (convolution == null) {
            return null;
        }
        Graph.Value other = sum.operands().get(1 - chosen);
        Tensor[] more = {
            rewriting.operand(convolution, 0), rewriting.operand(convolution, 1), rewriting.operand(convolution, 2)
        };
        return rewriting
                .tensor(other)
                .apply(
                        last == sum ? Kernels.CONVOLUTION_AND_SUM : Kernels.CONVOLUTION_AND_SUM_RELU,
                        more,
                        convolution.attributes().get("padding"),
                        convolution.attributes().get("stride"),
                        convolution.attributes().get("dilation"),
                        convolution.attributes().get("groups"));
    }

    /** The convolution that makes an operand of a sum, and nothing else. */
    private static Graph.Node summand(Graph.Node sum, int operand, Rewriting rewriting) {
        Graph.Node before = rewriting.before(sum, operand);
        boolean alike = Rewriting.isAlike(sum.operands().get(0), sum.operands().get(1));
        return alike && fits(before) ? before : null;
    }
}
