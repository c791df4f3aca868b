package dev.jimm.core.graph;

import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Outside training a batch norm is a factor and a summand for each channel. Where it follows a convolution or a product with a weight, whose
 * result nobody else needs, both become part of that weight and its bias.
 */
public final class BatchNormFolding {
    private static final Set<String> CONTRACTIONS = Set.of("conv1d", "conv2d", "conv3d", "linear");
    private static final String BATCH_NORM = "batch_norm";
    private static final String CONVERSION = "to";

    private final Map<Graph.Value, Graph.Node> producers = new HashMap<>();
    private final Map<Graph.Value, Integer> uses = new HashMap<>();
    private final Set<Graph.Value> weightsOnly;
    private final Graph graph;

    private BatchNormFolding(Graph graph) {
        this.graph = graph;
        weightsOnly = WeightsOnly.of(graph);
        graph.results().forEach(result -> uses.merge(result, 1, Integer::sum));
        for (Graph.Node node : graph.nodes()) {
            producers.put(node.result(), node);
            node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
        }
    }

    /** The batch norms that can be folded, each with the call in front of it. */
    public static Map<Graph.Node, Graph.Node> foldable(Graph graph) {
        return new BatchNormFolding(graph).foldable();
    }

    /**
     * The same computation with folded batch norms. The new weights and biases are calls on the parameters, so whoever computes what
     * {@linkplain WeightsOnly depends on weights only} ahead computes them once. A weight that is converted to 16 bits is folded before
     * that.
     */
    public static Graph fold(Graph graph) {
        BatchNormFolding folding = new BatchNormFolding(graph);
        Map<Graph.Node, Graph.Node> foldable = folding.foldable();
        List<Graph.Value> inputs = graph.inputs().stream()
                .map(input -> new Graph.Value(input.type(), input.shape()))
                .toList();
        return TraceRunner.record(
                Precision.FP32,
                inputs,
                (tensors, parameters) -> {
                    Replay replay = new Replay(graph, tensors, parameters);
                    for (Graph.Node node : graph.nodes()) {
                        if (foldable.containsKey(node)) {
                            folding.applyFolded(node, foldable.get(node), replay);
                        } else if (!foldable.containsValue(node)) {
                            replay.call(node);
                        }
                    }
                    return graph.results().stream().map(replay::get).toList();
                },
                true);
    }

    private Map<Graph.Node, Graph.Node> foldable() {
        Map<Graph.Node, Graph.Node> found = new LinkedHashMap<>();
        for (Graph.Node norm : graph.nodes()) {
            if (isOfInference(norm)) {
                Graph.Node before = producers.get(norm.operands().get(0));
                if (before != null && isAlone(before) && hasChannelsOfWeight(before)) {
                    found.put(norm, before);
                }
            }
        }
        return found;
    }

    private boolean isOfInference(Graph.Node node) {
        return node.op().name().equals(BATCH_NORM)
                && !node.attributes().flag("training")
                && node.operands().get(3) != null
                && isOfWeights(node);
    }

    private boolean isAlone(Graph.Node node) {
        return CONTRACTIONS.contains(node.op().name()) && uses.get(node.result()) == 1 && isOfWeights(node);
    }

    /** Whether all operands but the first depend on weights only. */
    private boolean isOfWeights(Graph.Node node) {
        return node.operands().stream().skip(1).allMatch(value -> value == null || weightsOnly.contains(value));
    }

    /** A norm's channels are axis 1, those of a product with a weight its last. */
    private static boolean hasChannelsOfWeight(Graph.Node node) {
        return !node.op().name().equals("linear") || node.result().shape().length == 2;
    }

    private void applyFolded(Graph.Node norm, Graph.Node before, Replay replay) {
        Graph.Value oldWeight = before.operands().get(1);
        Graph.Value oldBias = before.operands().get(2);
        Tensor factor = replay.get(norm.operands().get(4))
                .add(norm.attributes().number("epsilon"))
                .rsqrt();
        if (norm.operands().get(1) != null) {
            factor = factor.mul(replay.get(norm.operands().get(1)));
        }
        Tensor mean = replay.get(norm.operands().get(3));
        Tensor bias = (oldBias == null ? mean.neg() : exact(oldBias, replay).sub(mean)).mul(factor);
        if (norm.operands().get(2) != null) {
            bias = bias.add(replay.get(norm.operands().get(2)));
        }
        long[] alongOutputs = new long[oldWeight.shape().length];
        Arrays.fill(alongOutputs, 1);
        alongOutputs[0] = -1;
        Tensor weight = exact(oldWeight, replay).mul(factor.reshape(alongOutputs));
        Tensor[] more = {weight.to(oldWeight.type()), bias.to(oldWeight.type())};
        Tensor x = replay.get(before.operands().get(0));
        replay.put(norm.result(), x.apply(before.op(), more, before.attributes().values()));
    }

    /** What it was before it was converted. */
    private Tensor exact(Graph.Value value, Replay replay) {
        Graph.Node producer = producers.get(value);
        boolean converted = producer != null && producer.op().name().equals(CONVERSION);
        return replay.get(converted ? producer.operands().get(0) : value);
    }
}
