package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Shapes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a recorded computation as one TorchScript method: {@code run(inputs, weights) -> results}. */
final class Script {
    static final String CLASS = "Program";
    static final String METHOD = "run";

    private final StringBuilder lines = new StringBuilder();
    private final Map<Graph.Value, String> names = new HashMap<>();
    private final Graph graph;
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
        script.line("gradients = torch.grad([" + script.names.get(graph.results().get(0)) + "], [" + leaves + "])");
        script.line("torch.set_grad_enabled(False)");
        script.line("results = annotate(List[Tensor], [])");
        for (Graph.Value result : graph.results()) {
            script.line("_ = torch.append(results, torch.detach(" + script.names.get(result) + "))");
        }
        script.line("for i in range(torch.len(gradients)):");
        script.line("  gradient = unchecked_cast(Tensor, gradients[i])");
        script.line("  _ = torch.append(results, gradient)");
        script.line("return results");
        return script.archive();
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
            String call = node.op()
                    .expand(
                            i -> node.op().isVariadic() ? list(node.operands()) : name(node.operands().get(i)),
                            attribute -> literal(node.attributes().get(attribute)));
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
            if (Math.abs(number) >= Shapes.BATCH && Math.abs(number) < 1e15) {
                throw new IllegalStateException("the batch size, which a trace does not know, was used as the number " + number);
            }
            return Double.toString(number);
        } else if (value instanceof String text) {
            return "\"" + text + "\"";
        }
        return Arrays.stream((long[]) value).mapToObj(this::size).collect(Collectors.joining(", ", "[", "]"));
    }

    private String size(long size) {
        if (!Shapes.isSymbolic(size) || size == Long.MAX_VALUE) {
            return Long.toString(size);
        }
        if (size % Shapes.BATCH != 0) {
            throw new IllegalStateException("the size " + size + " is not a multiple of the batch size, which a trace does not know");
        }
        if (!batchNamed) {
            batchNamed = true;
            line("batch = torch.size(xs[0], 0)");
        }
        return size == Shapes.BATCH ? "batch" : "torch.mul(batch, " + size / Shapes.BATCH + ")";
    }

    private void line(String text) {
        lines.append("    ").append(text).append('\n');
    }

    private ScriptArchive archive() {
        String signature = "  def " + METHOD + "(self: __torch__." + CLASS + ", xs: List[Tensor], ws: List[Tensor]) -> List[Tensor]:\n";
        return new ScriptArchive(CLASS, signature + lines);
    }
}
