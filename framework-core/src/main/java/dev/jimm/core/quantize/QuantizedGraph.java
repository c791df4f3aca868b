package dev.jimm.core.quantize;

import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Replay;
import dev.jimm.core.graph.TraceRunner;
import dev.jimm.core.quantize.QuantizedOps.Coded;
import java.util.List;
import java.util.Map;

/** Records a computation again, quantised. What is computed from weights alone stays in it as calls on the parameters. */
final class QuantizedGraph {
    private final Graph graph;
    private final Placement placement;
    private final Map<Graph.Value, Steps> steps;
    private final Target target;

    private QuantizedGraph(Graph graph, Placement placement, Map<Graph.Value, Steps> steps, Target target) {
        this.graph = graph;
        this.placement = placement;
        this.steps = steps;
        this.target = target;
    }

    /** @param steps of the placement's activations */
    static Graph withSteps(Graph graph, Placement placement, Map<Graph.Value, Steps> steps, Target target) {
        return new QuantizedGraph(graph, placement, steps, target).record();
    }

    /** With linear layers whose inputs are quantised when the model runs. */
    static Graph dynamic(Graph graph, Placement placement) {
        return new QuantizedGraph(graph, placement, Map.of(), null).record();
    }

    private Graph record() {
        List<Graph.Value> inputs = graph.inputs().stream()
                .map(input -> new Graph.Value(input.type(), input.shape()))
                .toList();
        return TraceRunner.record(
                Precision.FP32,
                inputs,
                (tensors, parameters) -> {
                    Replay replay = new Replay(graph, tensors, parameters);
                    graph.inputs().forEach(input -> step(input, replay));
                    for (Graph.Node node : graph.nodes()) {
                        if (placement.isLayer(node)) {
                            replay.put(node.result(), layer(node, replay));
                        } else {
                            replay.call(node);
                        }
                        step(node.result(), replay);
                    }
                    return graph.results().stream().map(replay::get).toList();
                },
                false);
    }

    private void step(Graph.Value value, Replay replay) {
        if (steps.containsKey(value)) {
            replay.put(value, QuantizedOps.stepped(replay.get(value), steps.get(value)));
        }
    }

    private Tensor layer(Graph.Node node, Replay replay) {
        Tensor x = replay.get(node.operands().get(0));
        Tensor weight = replay.get(node.operands().get(1));
        Tensor bias = replay.get(node.operands().get(2));
        boolean matrix = weight.shape().length == 2 && x.shape().length > 2;
        return target == null || matrix ? product(x, weight, bias) : sameCall(node, x, weight, bias);
    }

    /** A convolution, or a linear layer of (N, in): the call that it was, of which each output has a scale. */
    private Tensor sameCall(Graph.Node node, Tensor x, Tensor weight, Tensor bias) {
        Steps input = steps.get(node.operands().get(0));
        boolean coded = bias != null && target.isWhole();
        Tensor scales = coded ? QuantizedOps.scales(weight, bias, input) : QuantizedOps.scales(weight);
        Coded weights = QuantizedOps.weight(weight, scales);
        Tensor stepped = QuantizedOps.dequantized(weights.codes(), scales, 0);
        Tensor summand = bias;
        if (coded) {
            Coded biases = QuantizedOps.bias(bias, scales, input);
            summand = QuantizedOps.dequantized(biases.codes(), biases.scales(), 0);
        }
        return x.apply(
                node.op(), new Tensor[] {stepped, summand}, node.attributes().values());
    }

    /** A linear layer as a product with the weight the other way round, and a sum: what ONNX has for more than two dimensions. */
    private Tensor product(Tensor x, Tensor weight, Tensor bias) {
        Coded coded = QuantizedOps.weight(weight, QuantizedOps.scales(weight));
        Tensor codes = coded.codes().transpose(0, 1);
        Tensor product = target == null
                ? QuantizedOps.dynamicProduct(x, codes, coded.scales())
                : x.matmul(QuantizedOps.dequantized(codes, coded.scales(), 1));
        return bias == null ? product : product.add(bias);
    }
}
