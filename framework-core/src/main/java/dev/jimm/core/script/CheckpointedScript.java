package dev.jimm.core.script;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Op;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Overwriting;
import dev.jimm.core.graph.Segments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a recorded computation and its gradients as one TorchScript method that keeps little of the forward pass: all {@link Segments}
 * but the last run without gradients; then, from the last to the first, each is run with gradients and differentiated, from what it takes
 * from earlier ones and the gradients of what it gives to later ones.
 *
 * <p>The bits are those of {@link Script#gradients}. What a segment draws at random in the first run is kept for the second. Running
 * statistics and counters are written by the first run alone. Where something is used by several segments, the gradient that came from
 * the later ones goes into the differentiation of the earlier one, which so adds up in the usual order. (A weight that is used by several
 * segments in low precision is converted once in each, and its gradient is the sum in float32 then.)
 */
public final class CheckpointedScript {
    /** The gradients of leaves; outputs without a gradient, and those that depend on no leaf, do not count. */
    private static final String PULL = """
              def pull(self: __torch__.Program, outputs: List[Tensor], gradients: List[Optional[Tensor]], leaves: List[Tensor]) -> List[Optional[Tensor]]:
                used = annotate(List[Tensor], [])
                given = annotate(List[Optional[Tensor]], [])
                for i in range(torch.len(outputs)):
                  gradient = gradients[i]
                  if torch.__is__(gradient, None):
                    pass
                  else:
                    if outputs[i].requires_grad:
                      _ = torch.append(used, outputs[i])
                      _1 = torch.append(given, gradient)
                    else:
                      pass
                found = annotate(List[Optional[Tensor]], [])
                if torch.eq(torch.len(used), 0):
                  for i in range(torch.len(leaves)):
                    _2 = torch.append(found, None)
                else:
                  found = torch.grad(used, leaves, given, None, False, True)
                return found
              def found(self: __torch__.Program, gradient: Optional[Tensor], leaf: Tensor) -> Tensor:
                if torch.__is__(gradient, None):
                  result = torch.zeros_like(leaf)
                else:
                  result = unchecked_cast(Tensor, gradient)
                return result
            """.indent(0);

    private final Graph graph;
    private final List<Param> trained;
    private final Segments segments;
    private final ScriptWriter writer;
    /** The calls that may compute into the memory of their first operand, in the first run and where gradients are asked for. */
    private final Set<Graph.Node> overwritingFirst;

    private final Set<Graph.Node> overwriting;
    /** What gradients flow to: trained parameters, and what is computed from them. */
    private final Set<Graph.Value> moving;
    /** What calls drew in the first run. */
    private final Map<Graph.Node, String> drawn = new HashMap<>();
    /** The gradients so far. */
    private final Map<Graph.Value, String> gradients = new HashMap<>();
    /** What was computed from parameters alone in the segment that is being written. */
    private final Set<Graph.Value> converted = new HashSet<>();

    private int names;

    private CheckpointedScript(Graph graph, List<Param> trained, Segments segments) {
        this.graph = graph;
        this.trained = trained;
        this.segments = segments;
        writer = new ScriptWriter(graph);
        moving = moving(graph, trained);
        overwritingFirst = Overwriting.inference(graph);
        overwriting = Overwriting.training(graph);
        for (int segment = 0; segment < segments.count(); segment++) {
            Set<Graph.Value> taken = segments.taken(segment);
            overwritingFirst.removeIf(node -> taken.contains(node.operands().get(0)));
            overwriting.removeIf(node -> taken.contains(node.operands().get(0)));
        }
    }

    /** As {@link Script#gradients}. */
    public static ScriptArchive gradients(Graph graph, List<Param> trained) {
        requireRepeatable(graph);
        Segments segments = new Segments(graph);
        return segments.count() == 1
                ? Script.gradients(graph, trained, 0)
                : new CheckpointedScript(graph, trained, segments).archive();
    }

    private static void requireRepeatable(Graph graph) {
        for (Graph.Node node : graph.nodes()) {
            if (node.op().memory() == Op.Memory.OVERWRITTEN
                    && graph.inputs().contains(node.operands().get(0))) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "gradient checkpointing cannot follow " + node.op()
                                + ", which writes into an input of the computation; let the layer write into a copy, or"
                                + " train without gradient checkpointing");
            }
        }
    }

    private static Set<Graph.Value> moving(Graph graph, List<Param> trained) {
        Set<Graph.Value> moving =
                trained.stream().map(graph.parameters()::get).collect(Collectors.toCollection(HashSet::new));
        for (Graph.Node node : graph.nodes()) {
            if (node.result().type().isFloating() && node.operands().stream().anyMatch(moving::contains)) {
                moving.add(node.result());
            }
        }
        return moving;
    }

    private ScriptArchive archive() {
        int last = segments.count() - 1;
        writer.line("torch.set_grad_enabled(True)");
        writer.bindParameters(new HashSet<>(trained));
        writer.line("torch.set_grad_enabled(False)");
        for (int segment = 0; segment < last; segment++) {
            firstRun(segment);
        }
        writer.line("torch.set_grad_enabled(True)");
        lastSegment(last);
        for (int segment = last - 1; segment >= 0; segment--) {
            secondRun(segment);
        }
        for (Param param : trained) {
            Graph.Value leaf = graph.parameters().get(param);
            String gradient = gradients.getOrDefault(leaf, "None");
            writer.line("_ = torch.append(results, (self).found(" + gradient + ", " + writer.name(leaf) + "))");
        }
        writer.line("return results");
        return writer.archive(PULL);
    }

    private void firstRun(int segment) {
        converted.clear();
        for (Graph.Node node : segments.nodes(segment)) {
            convertOperands(node);
            if (node.op().isRandom(node.attributes())) {
                String draw = next("d");
                writer.line(draw + " = " + writer.expression(node, node.op()::expandDrawn));
                drawn.put(node, draw);
                assignDrawn(node);
            } else {
                assign(node, overwritingFirst);
            }
        }
    }

    private void assign(Graph.Node node, Set<Graph.Node> inPlace) {
        Op op = node.op();
        writer.assign(next("t"), node, inPlace.contains(node) ? op::expandOverwriting : op::expand);
    }

    private void lastSegment(int segment) {
        converted.clear();
        Set<Graph.Value> leaves = leaves(segment);
        for (Graph.Node node : segments.nodes(segment)) {
            convertOperands(node);
            assign(node, overwriting);
        }
        writer.line("results = annotate(List[Tensor], [])");
        for (Graph.Value result : graph.results()) {
            convert(result);
            writer.line("_ = torch.append(results, torch.detach(" + writer.name(result) + "))");
        }
        String loss = writer.name(graph.results().get(0));
        String found = next("g");
        writer.line(found + " = torch.grad([" + loss + "], " + writer.list(leaves) + ", None, None, False, True)");
        takeGradients(found, leaves);
    }

    private void secondRun(int segment) {
        converted.clear();
        Set<Graph.Value> leaves = leaves(segment);
        if (leaves.isEmpty()) {
            return;
        }
        for (Graph.Node node : segments.nodes(segment)) {
            if (writesParameter(node)) {
                continue;
            }
            convertOperands(node);
            if (drawn.containsKey(node)) {
                assignDrawn(node);
            } else if (node.op().isUpdating()) {
                assignUpdating(node);
            } else {
                assign(node, overwriting);
            }
        }
        List<Graph.Value> outputs = new ArrayList<>(segments.given(segment));
        outputs.addAll(leaves);
        outputs.retainAll(gradients.keySet());
        String given = outputs.stream().map(gradients::get).collect(Collectors.joining(", ", "[", "]"));
        String found = next("g");
        writer.line(found + " = (self).pull(" + writer.list(outputs) + ", annotate(List[Optional[Tensor]], " + given
                + "), " + writer.list(leaves) + ")");
        outputs.forEach(gradients::remove);
        takeGradients(found, leaves);
    }

    /** Such as a counter's step: what the first run did already. */
    private boolean writesParameter(Graph.Node node) {
        return node.op().memory() == Op.Memory.OVERWRITTEN
                && graph.parameters().containsValue(node.operands().get(0));
    }

    /** What a segment is differentiated for; what it takes from earlier ones is named anew, as a leaf where gradients flow to it. */
    private Set<Graph.Value> leaves(int segment) {
        Set<Graph.Value> leaves = new LinkedHashSet<>();
        for (Graph.Value value : segments.taken(segment)) {
            if (moving.contains(value)) {
                String leaf = next("k");
                writer.line(leaf + " = torch.requires_grad_(torch.detach(" + writer.name(value) + "))");
                writer.name(value, leaf);
                leaves.add(value);
            }
        }
        segments.nodes(segment).forEach(node -> node.operands().forEach(operand -> addWeights(operand, leaves)));
        return leaves;
    }

    private void addWeights(Graph.Value value, Set<Graph.Value> leaves) {
        Graph.Node conversion = segments.ofWeights(value);
        if (conversion != null) {
            conversion.operands().forEach(operand -> addWeights(operand, leaves));
        } else if (moving.contains(value) && graph.parameters().containsValue(value)) {
            leaves.add(value);
        }
    }

    private void takeGradients(String found, Set<Graph.Value> leaves) {
        int index = 0;
        for (Graph.Value leaf : leaves) {
            String gradient = next("g");
            writer.line(gradient + " = " + found + "[" + index++ + "]");
            gradients.put(leaf, gradient);
        }
    }

    private void assignDrawn(Graph.Node node) {
        String draw = drawn.get(node);
        writer.assign(next("t"), node, (operand, attribute) -> node.op().expandApplied(operand, attribute, draw));
    }

    /** The second run writes the running statistics into copies, which are thrown away. */
    private void assignUpdating(Graph.Node node) {
        writer.assign(
                next("t"),
                node,
                (operand, attribute) -> node.op()
                        .expand(
                                i -> isStatistic(node.operands().get(i))
                                        ? "torch.clone(" + operand.apply(i) + ")"
                                        : operand.apply(i),
                                attribute));
    }

    private boolean isStatistic(Graph.Value value) {
        return value != null && graph.parameters().containsValue(value) && !moving.contains(value);
    }

    private void convertOperands(Graph.Node node) {
        node.operands().forEach(this::convert);
    }

    /** Computes what depends on parameters alone, once in each segment that uses it. */
    private void convert(Graph.Value value) {
        Graph.Node node = segments.ofWeights(value);
        if (node != null && converted.add(value)) {
            convertOperands(node);
            writer.assign(next("c"), node, node.op()::expand);
        }
    }

    private String next(String kind) {
        return kind + names++;
    }
}
