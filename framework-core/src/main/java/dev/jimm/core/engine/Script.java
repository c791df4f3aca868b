package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    /** Appends the gradients of {@code loss} to {@code results}; zeros where it does not depend on a leaf. */
    private static final String GRADIENTS = """
            gradients = torch.grad([loss], leaves, None, None, False, True)
            for i in range(torch.len(gradients)):
              found = gradients[i]
              if torch.__is__(found, None):
                gradient = torch.zeros_like(leaves[i])
              else:
                gradient = unchecked_cast(Tensor, found)
              _ = torch.append(results, gradient)
            return results
            """;

    /**
     * As {@link #GRADIENTS}, and after them Hutchinson's estimates of the Hessian's diagonal. A multiple by zero of the leaf makes every
     * gradient one that can be differentiated again.
     */
    private static final String GRADIENTS_AND_HESSIAN = """
            first = torch.grad([loss], leaves, None, True, True, True)
            gradients = annotate(List[Tensor], [])
            hessian = annotate(List[Tensor], [])
            for i in range(torch.len(first)):
              found = first[i]
              anchor = torch.mul(leaves[i], 0)
              if torch.__is__(found, None):
                gradient = anchor
              else:
                gradient = torch.add(unchecked_cast(Tensor, found), anchor)
              _ = torch.append(gradients, gradient)
              _ = torch.append(results, torch.detach(gradient))
              _ = torch.append(hessian, torch.zeros_like(leaves[i]))
            for sample in range(%1$d):
              signs = annotate(List[Tensor], [])
              directions = annotate(List[Optional[Tensor]], [])
              for i in range(torch.len(leaves)):
                sign = torch.sub(torch.mul(torch.randint_like(leaves[i], 2), 2), 1)
                _ = torch.append(signs, sign)
                _1 = torch.append(directions, sign)
              curved = torch.grad(gradients, leaves, directions, True, False, True)
              for i in range(torch.len(curved)):
                product = curved[i]
                if torch.__is__(product, None):
                  pass
                else:
                  _2 = torch.addcmul_(hessian[i], unchecked_cast(Tensor, product), signs[i], value=%2$s)
            for i in range(torch.len(hessian)):
              _ = torch.append(results, hessian[i])
            return results
            """;

    private final StringBuilder lines = new StringBuilder();
    private final Map<Graph.Value, String> names = new HashMap<>();
    private final Graph graph;
    /** The calls that may compute into the memory of their first operand. */
    private Set<Graph.Node> overwriting = Set.of();

    /** Whether gradients of gradients are asked for. */
    private final boolean twice;

    private boolean batchNamed;

    private Script(Graph graph, boolean twice) {
        this.graph = graph;
        this.twice = twice;
        for (int i = 0; i < graph.inputs().size(); i++) {
            names.put(graph.inputs().get(i), "xs[" + i + "]");
        }
    }

    /** A method that returns the graph's results. */
    static ScriptArchive forward(Graph graph) {
        Script script = new Script(graph, false);
        script.overwriting = overwriting(graph);
        script.bindParameters(Set.of());
        script.calls();
        script.line("return [" + script.results() + "]");
        return script.archive();
    }

    /**
     * A method that returns the graph's results and then the gradients of the first of them with respect to the trained parameters.
     * Each trained parameter is made a leaf inside the method, so that the tensors that Java holds never carry gradients.
     *
     * @param hessianSamples above 0: estimates of the diagonals of the Hessian follow, each the mean of so many
     */
    static ScriptArchive gradients(Graph graph, List<Param> trained, int hessianSamples) {
        Script script = new Script(graph, hessianSamples > 0);
        script.line("torch.set_grad_enabled(True)");
        script.bindParameters(new HashSet<>(trained));
        script.calls();
        String leaves = trained.stream()
                .map(param -> script.names.get(graph.parameters().get(param)))
                .collect(Collectors.joining(", "));
        script.line("leaves = annotate(List[Tensor], [" + leaves + "])");
        script.line("loss = " + script.names.get(graph.results().get(0)));
        script.line("results = annotate(List[Tensor], [])");
        for (Graph.Value result : graph.results()) {
            script.line("_ = torch.append(results, torch.detach(" + script.names.get(result) + "))");
        }
        derivatives(hessianSamples).lines().forEach(script::line);
        return script.archive();
    }

    /** The end of a method that has a {@code loss}, its {@code leaves} and a list {@code results}: appends the derivatives. */
    static String derivatives(int hessianSamples) {
        return hessianSamples == 0
                ? GRADIENTS
                : String.format(Locale.ROOT, GRADIENTS_AND_HESSIAN, hessianSamples, 1.0 / hessianSamples);
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
            String call;
            if (twice) {
                call = node.op().expandTwiceDifferentiable(operand, attribute);
            } else if (overwriting.contains(node)) {
                call = node.op().expandOverwriting(operand, attribute);
            } else {
                call = node.op().expand(operand, attribute);
            }
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
