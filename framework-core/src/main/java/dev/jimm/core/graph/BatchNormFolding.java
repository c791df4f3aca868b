package dev.jimm.core.graph;

import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * Outside training a batch norm is a factor and a summand for each channel. Where it follows a convolution or a product with a weight, whose
 * result nobody else needs, both become part of that weight and its bias.
 */
public final class BatchNormFolding {
    private static final Set<String> CONTRACTIONS = Set.of("conv1d", "conv2d", "conv3d", "linear");
    private static final String BATCH_NORM = "batch_norm";
    private static final String CONVERSION = "to";

    private BatchNormFolding() {}

    /**
     * The same computation with folded batch norms. The new weights and biases are calls on the parameters, so whoever computes what
     * {@linkplain WeightsOnly depends on weights only} ahead computes them once. A weight that is converted to 16 bits is folded before
     * that.
     */
    public static Graph fold(Graph graph) {
        return Rewriting.of(graph, BatchNormFolding::folded);
    }

    /** How many batch norms a computation has. */
    public static int count(Graph graph) {
        return (int) graph.nodes().stream()
                .filter(node -> node.op().name().equals(BATCH_NORM))
                .count();
    }

    private static Tensor folded(Graph.Node norm, Rewriting graph) {
        if (!isOfInference(norm, graph)) {
            return null;
        }
        Graph.Node before = graph.before(norm, 0);
        return before != null && canTake(before, graph) ? folded(norm, before, graph) : null;
    }

    private static boolean isOfInference(Graph.Node node, Rewriting graph) {
        return node.op().name().equals(BATCH_NORM)
                && !node.attributes().flag("training")
                && node.operands().get(3) != null
                && isOfWeights(node, graph);
    }

    /** A norm's channels are axis 1, those of a product with a weight its last. */
    private static boolean canTake(Graph.Node node, Rewriting graph) {
        String name = node.op().name();
        return CONTRACTIONS.contains(name)
                && (!name.equals("linear") || node.result().shape().length == 2)
                && isOfWeights(node, graph);
    }

    /** Whether all operands but the first depend on weights only. */
    private static boolean isOfWeights(Graph.Node node, Rewriting graph) {
        return node.operands().stream().skip(1).allMatch(graph::isOfWeights);
    }

    private static Tensor folded(Graph.Node norm, Graph.Node before, Rewriting graph) {
        Graph.Value oldWeight = before.operands().get(1);
        Graph.Value oldBias = before.operands().get(2);
        Tensor scale = graph.operand(norm, 1);
        Tensor shift = graph.operand(norm, 2);
        Tensor mean = graph.operand(norm, 3);
        Tensor factor =
                graph.operand(norm, 4).add(norm.attributes().number("epsilon")).rsqrt();
        if (scale != null) {
            factor = factor.mul(scale);
        }
        Tensor bias = (oldBias == null ? mean.neg() : exact(oldBias, graph).sub(mean)).mul(factor);
        if (shift != null) {
            bias = bias.add(shift);
        }
        long[] alongOutputs = new long[oldWeight.shape().length];
        Arrays.fill(alongOutputs, 1);
        alongOutputs[0] = -1;
        Tensor weight = exact(oldWeight, graph).mul(factor.reshape(alongOutputs));
        Tensor[] more = {weight.to(oldWeight.type()), bias.to(oldWeight.type())};
        return graph.operand(before, 0)
                .apply(before.op(), more, before.attributes().values());
    }

    /** What it was before it was converted. */
    private static Tensor exact(Graph.Value value, Rewriting graph) {
        Graph.Node producer = graph.producer(value);
        boolean converted = producer != null && producer.op().name().equals(CONVERSION);
        return converted ? graph.operand(producer, 0) : graph.tensor(value);
    }
}
