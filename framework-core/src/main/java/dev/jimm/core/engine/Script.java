package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Writes a recorded computation as one TorchScript method: {@code run(inputs, weights) -> results}. */
final class Script {
    static final String CLASS = "Program";
    static final String METHOD = "run";

    /** No size that a model states reaches this, but a 64th of the unknown batch size does. */
    private static final long LARGEST_SIZE = 1L << 26;
    /** By how much a number that was computed from the unknown batch size may be off one of its multiples. */
    private static final double NEAR_BATCH = 1 << 16;

    /** Appends {@code gradients} of {@code leaves} to {@code results}; zeros where the loss does not depend on a leaf. */
    static final String GRADIENTS_TO_RESULTS = """
            for i in range(torch.len(gradients)):
              found = gradients[i]
              if torch.__is__(found, None):
                gradient = torch.zeros_like(leaves[i])
              else:
                gradient = unchecked_cast(Tensor, found)
              _ = torch.append(results, gradient)
            return results
            """;

    private final StringBuilder lines = new StringBuilder();
    private final Map<Graph.Value, String> names = new HashMap<>();
    private final Graph graph;
    /** The calls that may compute into the memory of their first operand. */
    private Set<Graph.Node> overwriting = Set.of();

    private boolean batchNamed;

    private Script(Graph graph) {
        this.graph = graph;
        for (int i = 0; i < graph.inputs().size(); i++) {
            names.put(graph.inputs().get(i), "xs[" + i + "]");
        }
    }

    /** A method that returns the graph's results. */
    static ScriptArchive forward(Graph graph) {
        Script script = new Script(graph);
        script.overwriting = overwriting(graph);
        script.bindParameters(Set.of());
        script.calls();
        script.line("return [" + script.results() + "]");
        return script.archive();
    }

    /**
     * A method that returns the graph's results and then the gradients of the first of them with respect to the trained parameters.
     * Each trained parameter is made a leaf inside the method, so that the tensors that Java holds never carry gradients.
     */
    static ScriptArchive gradients(Graph graph, List<Param> trained) {
        Script script = new Script(graph);
        script.line("torch.set_grad_enabled(True)");
        script.bindParameters(new HashSet<>(trained));
        script.calls();
        String leaves = trained.stream()
                .map(param -> script.names.get(graph.parameters().get(param)))
                .collect(Collectors.joining(", "));
        script.line("leaves = annotate(List[Tensor], [" + leaves + "])");
        script.line("gradients = torch.grad(["
                + script.names.get(graph.results().get(0)) + "], leaves, None, None, False, True)");
        script.line("torch.set_grad_enabled(False)");
        script.line("results = annotate(List[Tensor], [])");
        for (Graph.Value result : graph.results()) {
            script.line("_ = torch.append(results, torch.detach(" + script.names.get(result) + "))");
        }
        GRADIENTS_TO_RESULTS.lines().forEach(script::line);
        return script.archive();
    }

    /**
     * Where a result may take its operand's place: the operand was computed for this call alone, and is neither somebody else's memory
     * nor seen through a view. Halves the memory of inference where activations are large.
     */
    private static Set<Graph.Node> overwriting(Graph graph) {
        Map<Graph.Value, Integer> uses = new HashMap<>();
        Map<Graph.Value, Graph.Node> producers = new HashMap<>();
        graph.results().forEach(result -> uses.merge(result, 1, Integer::sum));
        for (Graph.Node node : graph.nodes()) {
            producers.put(node.result(), node);
            node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
        }
        Set<Graph.Node> found = new HashSet<>();
        for (Graph.Node node : graph.nodes()) {
            Graph.Value first =
                    node.operands().isEmpty() ? null : node.operands().get(0);
            Graph.Node producer = producers.get(first);
            if (node.op().canOverwrite()
                    && producer != null
                    && producer.op().memory() == Op.Memory.FRESH
                    && uses.get(first) == 1
                    && first.type() == node.result().type()
                    && Arrays.equals(first.shape(), node.result().shape())) {
                found.add(node);
            }
        }
        return found;
    }

    private void bindParameters(Set<Param> leaves) {
        int index = 0;
        for (Map.Entry<Param, Graph.Value> entry : graph.parameters().entrySet()) {
            String weight = "ws[" + index + "]";
            if (leaves.contains(entry.getKey())) {
                line("w" + index + " = torch.requires_grad_(torch.detach(" + weight + "))");
                weight = "w" + index;
            }
            names.put(entry.getValue(), weight);
            index++;
        }
    }

    private void calls() {
        int index = 0;
        for (Graph.Node node : graph.nodes()) {
            IntFunction<String> operand = i -> node.op().isVariadic()
                    ? list(node.operands())
                    : name(node.operands().get(i));
            Function<String, String> attribute =
                    key -> literal(node.attributes().get(key));
            String call = overwriting.contains(node)
                    ? node.op().expandOverwriting(operand, attribute)
                    : node.op().expand(operand, attribute);
            String name = "t" + index++;
            names.put(node.result(), name);
            line(name + " = " + call);
        }
    }

    private String results() {
        return graph.results().stream().map(names::get).collect(Collectors.joining(", "));
    }

    private String list(List<Graph.Value> values) {
        return values.stream().map(this::name).collect(Collectors.joining(", ", "[", "]"));
    }

    private String name(Graph.Value value) {
        return value == null ? "None" : names.get(value);
    }

    private String literal(Object value) {
        if (value instanceof Long number) {
            return size(number);
        } else if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        } else if (value instanceof Double number) {
            if (Double.isInfinite(number)) {
                return "float(\"" + (number > 0 ? "inf" : "-inf") + "\")";
            }
            if (isNearBatch(number) || isNearBatch(1 / number)) {
                throw new IllegalStateException(
                        "the batch size, which a trace does not know, was used as the number " + number);
            }
            return Double.toString(number);
        } else if (value instanceof String text) {
            return "\"" + text + "\"";
        }
        return Arrays.stream((long[]) value).mapToObj(this::size).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Whether a number is so near to a multiple of the unknown batch size that it was computed from it. */
    private static boolean isNearBatch(double number) {
        double times = Math.rint(number / Shapes.BATCH);
        return times != 0 && Math.abs(number) < 1e15 && Math.abs(number - times * Shapes.BATCH) < NEAR_BATCH;
    }

    private String size(long size) {
        if (Math.abs(size) < LARGEST_SIZE || size == Long.MAX_VALUE) {
            return Long.toString(size);
        }
        if (size % Shapes.BATCH != 0) {
            throw new IllegalStateException(
                    "the size " + size
                            + " was computed from the batch size, which a trace does not know; only whole multiples of it can be followed");
        }
        if (!batchNamed) {
            batchNamed = true;
            line("batch = torch.size(" + names.get(batched()) + ", 0)");
        }
        return size == Shapes.BATCH ? "batch" : "torch.mul(batch, " + size / Shapes.BATCH + ")";
    }

    /** The input that tells the batch size. */
    private Graph.Value batched() {
        return graph.inputs().stream()
                .filter(input -> input.shape().length > 0 && input.shape()[0] == Shapes.BATCH)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no input tells the batch size: none has it as axis 0"));
    }

    private void line(String text) {
        lines.append("    ").append(text).append('\n');
    }

    private ScriptArchive archive() {
        String signature = "  def " + METHOD + "(self: __torch__." + CLASS
                + ", xs: List[Tensor], ws: List[Tensor]) -> List[Tensor]:\n";
        return new ScriptArchive(CLASS, signature + lines);
    }
}
