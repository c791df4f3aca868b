package dev.jimm.core.script;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.graph.BatchSize;
import dev.jimm.core.graph.Graph;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The lines of a TorchScript method {@code run(xs, ws)} over a recorded computation, and the names of its values. */
public final class ScriptWriter {
    /** How a call is written, given the names of its operands and the literals of its attributes. */
    @FunctionalInterface
    public interface Template {
        String expand(IntFunction<String> operand, Function<String, String> attribute);
    }

    private final StringBuilder lines = new StringBuilder();
    private final Map<Graph.Value, String> names = new HashMap<>();
    private final Graph graph;
    private boolean batchNamed;

    public ScriptWriter(Graph graph) {
        this.graph = graph;
        for (int i = 0; i < graph.inputs().size(); i++) {
            names.put(graph.inputs().get(i), "xs[" + i + "]");
        }
    }

    /** Names the parameters, each trained one as a leaf of its own. */
    public void bindParameters(Set<Param> trained) {
        int index = 0;
        for (Map.Entry<Param, Graph.Value> entry : graph.parameters().entrySet()) {
            String weight = "ws[" + index + "]";
            if (trained.contains(entry.getKey())) {
                line("w" + index + " = torch.requires_grad_(torch.detach(" + weight + "))");
                weight = "w" + index;
            }
            names.put(entry.getValue(), weight);
            index++;
        }
    }

    /** Writes a call, whose result has the given name from here on. */
    public void assign(String name, Graph.Node node, Template template) {
        String call = expression(node, template);
        names.put(node.result(), name);
        line(name + " = " + call);
    }

    public String expression(Graph.Node node, Template template) {
        IntFunction<String> operand = i -> node.op().isVariadic()
                ? list(node.operands())
                : name(node.operands().get(i));
        return template.expand(operand, key -> literal(node.attributes().get(key)));
    }

    public void name(Graph.Value value, String name) {
        names.put(value, name);
    }

    public String name(Graph.Value value) {
        return value == null ? "None" : names.get(value);
    }

    public String list(Collection<Graph.Value> values) {
        return values.stream().map(this::name).collect(Collectors.joining(", ", "[", "]"));
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
            BatchSize.requireOrdinary(number);
            return Double.toString(number);
        } else if (value instanceof String text) {
            return "\"" + text + "\"";
        } else if (value instanceof double[] numbers) {
            return Arrays.stream(numbers).mapToObj(this::literal).collect(Collectors.joining(", ", "[", "]"));
        }
        return Arrays.stream((long[]) value).mapToObj(this::size).collect(Collectors.joining(", ", "[", "]"));
    }

    private String size(long size) {
        long times = BatchSize.times(size);
        if (times == 0) {
            return Long.toString(size);
        }
        if (!batchNamed) {
            batchNamed = true;
            line("batch = " + batch());
        }
        return times == 1 ? "batch" : "torch.mul(batch, " + times + ")";
    }

    /** The unknown batch size, as an input tells it that has so many times it as axis 0. */
    private String batch() {
        Graph.Value input = graph.inputs().stream()
                .filter(given -> given.shape().length > 0 && Shapes.isSymbolic(given.shape()[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no input tells the batch size: none has it as axis 0"));
        long times = input.shape()[0] / Shapes.BATCH;
        String size = "torch.size(" + name(input) + ", 0)";
        return times == 1 ? size : "torch.floordiv(" + size + ", " + times + ")";
    }

    public void line(String text) {
        lines.append("    ").append(text).append('\n');
    }

    /** @param helpers further methods of the class, indented by two blanks */
    public ScriptArchive archive(String helpers) {
        String signature = "  def " + Script.METHOD + "(self: __torch__." + Script.CLASS
                + ", xs: List[Tensor], ws: List[Tensor]) -> List[Tensor]:\n";
        return new ScriptArchive(Script.CLASS, helpers + signature + lines);
    }
}
