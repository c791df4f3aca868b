package dev.jimm.core.graph.cpu;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Rewriting;

/**
 * Lays the weights of fused kernels out as these read them for a batch of a given size. Other sizes give the same results, perhaps more
 * slowly.
 */
public final class PackWeights {
    private final long batch;

    private PackWeights(long batch) {
        this.batch = batch;
    }

    public static Graph apply(Graph graph, long batch) {
        return Rewriting.of(graph, new PackWeights(batch)::replace);
    }

    private Tensor replace(Graph.Node node, Rewriting rewriting) {
        int at = Kernels.weightOf(node.op());
        if (at < 0 || !rewriting.isOfWeights(node.operands().get(at))) {
            return null;
        }
        Tensor[] operands = new Tensor[node.operands().size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = rewriting.operand(node, i);
        }
        operands[at] = packed(operands[at], operands[at - 1].shape(), node);
        Tensor[] more = new Tensor[operands.length - 1];
        System.arraycopy(operands, 1, more, 0, more.length);
        return operands[0].apply(node.op(), more, node.attributes().values());
    }

    private Tensor packed(Tensor weight, long[] input, Graph.Node node) {
        for (int i = 0; i < input.length; i++) {
            input[i] = Shapes.isSymbolic(input[i]) ? input[i] / Shapes.BATCH * batch : input[i];
        }
        Tensor[] none = {};
        if (Kernels.isProduct(node.op())) {
            return weight.apply(Kernels.PACKED_PRODUCT_WEIGHT, none, Shapes.count(input) / input[input.length - 1]);
        }
        return weight.apply(
                Kernels.PACKED_CONVOLUTION_WEIGHT,
                none,
                node.attributes().get("padding"),
                node.attributes().get("stride"),
                node.attributes().get("dilation"),
                node.attributes().get("groups"),
                input);
    }
}
