package dev.jimm.core.quantize;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.WeightsOnly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which calls of a recorded computation are quantised, and which tensors between them. */
final class Placement {
    private static final String CONVOLUTION = "conv2d";
    private static final String LINEAR = "linear";
    /** Joined with the quantised result of the convolution in front of them, whose saturation does their work. */
    private static final Set<String> SATURATING = Set.of("relu", "relu6");

    private static final Set<String> PRODUCTS = Set.of(
            CONVOLUTION,
            LINEAR,
            "conv1d",
            "conv3d",
            "conv_transpose2d",
            "matmul",
            "einsum",
            "addmm",
            "baddbmm",
            "attention");

    private final Graph graph;
    private final Set<Graph.Value> ofWeights;
    private final Map<Graph.Value, Param> parameters = new HashMap<>();
    private final Map<Graph.Value, Graph.Node> producers = new HashMap<>();
    private final Map<Graph.Value, List<Graph.Node>> users = new HashMap<>();
    private final Map<Graph.Node, String> layers = new LinkedHashMap<>();
    private final Set<Graph.Value> activations = new LinkedHashSet<>();
    private final Map<String, Integer> kept = new LinkedHashMap<>();

    private Placement(Graph graph) {
        this.graph = graph;
        ofWeights = WeightsOnly.ofAnyBatch(graph);
        graph.parameters().forEach((param, value) -> parameters.put(value, param));
        for (Graph.Node node : graph.nodes()) {
            producers.put(node.result(), node);
            for (Graph.Value operand : new HashSet<>(node.operands())) {
                users.computeIfAbsent(operand, unused -> new ArrayList<>()).add(node);
            }
        }
    }

    /**
     * Convolutions and linear layers: what multiplies with weights. Their inputs are quantised, and whoever else uses such a tensor gets the
     * same one; so does the sum behind a residual branch, which then needs no second copy. First and last layers are no exception, nor are
     * depthwise convolutions. Norms, softmax and activations with curves stay as they are.
     */
    static Placement of(Graph graph, Target target) {
        Placement placement = new Placement(graph);
        placement.place(Set.of(CONVOLUTION, LINEAR));
        for (Graph.Node layer : placement.layers.keySet()) {
            placement.activations.add(layer.operands().get(0));
            if (layer.op().name().equals(CONVOLUTION) && target.isWhole()) {
                placement.activations.add(placement.outputOf(layer));
            }
        }
        return placement;
    }

    /** Linear layers, none of whose tensors are quantised ahead. */
    static Placement ofLinears(Graph graph) {
        Placement placement = new Placement(graph);
        placement.place(Set.of(LINEAR));
        return placement;
    }

    private void place(Set<String> wanted) {
        for (Graph.Node node : graph.nodes()) {
            String name = node.op().name();
            if (ofWeights.contains(node.result()) || !PRODUCTS.contains(name)) {
                continue;
            }
            if (wanted.contains(name) && isOfWeights(node)) {
                layers.put(node, nameOf(node.operands().get(1)));
            } else {
                String what = wanted.contains(name) ? name + " with a weight that depends on the image" : name;
                kept.merge(what, 1, Integer::sum);
            }
        }
    }

    private boolean isOfWeights(Graph.Node node) {
        Graph.Value bias = node.operands().get(2);
        return node.operands().get(0).type() == ElementType.FLOAT32
                && ofWeights.contains(node.operands().get(1))
                && (bias == null || ofWeights.contains(bias))
                && !ofWeights.contains(node.operands().get(0));
    }

    /** The tensor that holds what a convolution gives: behind a saturating activation that nobody else stands beside. */
    private Graph.Value outputOf(Graph.Node convolution) {
        Graph.Value result = convolution.result();
        List<Graph.Node> next = users.getOrDefault(result, List.of());
        boolean joined = next.size() == 1
                && !graph.results().contains(result)
                && SATURATING.contains(next.get(0).op().name());
        return joined ? next.get(0).result() : result;
    }

    /** By the parameter that a weight is, or is computed from. */
    private String nameOf(Graph.Value weight) {
        Graph.Value first = weight;
        while (producers.containsKey(first)) {
            first = producers.get(first).operands().get(0);
        }
        return parameters.get(first).name();
    }

    boolean isLayer(Graph.Node node) {
        return layers.containsKey(node);
    }

    /** The names of the weights of the quantised layers, in their order. */
    List<String> layers() {
        return List.copyOf(layers.values());
    }

    /** The tensors that are quantised. */
    Set<Graph.Value> activations() {
        return activations;
    }

    /** The products that stay in real numbers: what, and how many. */
    Map<String, Integer> kept() {
        return kept;
    }
}
