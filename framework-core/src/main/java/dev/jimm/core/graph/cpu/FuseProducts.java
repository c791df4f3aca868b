package dev.jimm.core.graph.cpu;

import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Rewriting;
import dev.jimm.core.graph.pass.BuiltIn;
import java.util.Arrays;

/**
 * Products of tokens with a weight that apply the activation behind them, or add what they are added to. Products of one vector an image,
 * as in classifiers, stay: they are bound by the memory that the weight is read from.
 */
public final class FuseProducts {
    private static final int TOKENS = 3;
    /** Narrower ones, such as those over the heads of talking-heads attention, stay with the general kernel. */
    private static final long LEAST_WIDTH = 16;

    private FuseProducts() {}

    public static Graph apply(Graph graph) {
        return Rewriting.of(graph, FuseProducts::replace);
    }

    private static Tensor replace(Graph.Node node, Rewriting rewriting) {
        Activation activation = Activation.of(node);
        if (activation != null) {
            return alone(rewriting.before(node, 0), activation, rewriting);
        }
        return BuiltIn.is(node, "add") ? sum(node, rewriting) : alone(node, Activation.NONE, rewriting);
    }

    private static boolean fits(Graph.Node node) {
        return BuiltIn.is(node, "linear")
                && node.result().shape().length >= TOKENS
                && Arrays.stream(node.operands().get(1).shape()).min().orElseThrow() >= LEAST_WIDTH
                && node.operands().stream()
                        .allMatch(operand -> operand == null
                                || operand.type() == node.result().type());
    }

    private static Tensor alone(Graph.Node product, Activation activation, Rewriting rewriting) {
        if (!fits(product)) {
            return null;
        }
        Tensor[] more = {rewriting.operand(product, 1), rewriting.operand(product, 2)};
        return rewriting
                .operand(product, 0)
                .apply(Kernels.PRODUCT, more, activation.name(), activation.scalars(), activation.algorithm());
    }

    private static Tensor sum(Graph.Node sum, Rewriting rewriting) {
        Graph.Value left = sum.operands().get(0);
        Graph.Value right = sum.operands().get(1);
        if (!Rewriting.isAlike(left, right)) {
            return null;
        }
        Graph.Node first = rewriting.before(sum, 0);
        Graph.Node second = rewriting.before(sum, 1);
        Graph.Node product = fits(second) ? second : first;
        if (!fits(product)) {
            return null;
        }
        Tensor[] more = {rewriting.operand(product, 0), rewriting.operand(product, 1), rewriting.operand(product, 2)};
        return rewriting.tensor(product == second ? left : right).apply(Kernels.PRODUCT_AND_SUM, more);
    }
}
