package dev.jimm.core.script;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Overwriting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A recorded model written as a TorchScript module with its weights, which PyTorch loads without anything of ours:
 * {@code forward(x) -> y}. The module's parameters and buffers have the names of the state dict; what the structure computed for itself
 * is a buffer too. Gradients flow, but the module always behaves as in evaluation.
 */
public final class ModuleScript {
    private static final String PACKAGE = "jimm";

    private final String name;
    private final Graph graph;
    private final ParamTable table;
    private final ModuleTree tree;
    /** The records of tensors with values of their own, by the order of the table. */
    private final Map<Param, Integer> records = new LinkedHashMap<>();

    /**
     * Nothing is written yet.
     *
     * @param name letters, digits and underscores; names the archive and the module of its classes
     * @param graph with one input and one result
     * @param table the tensors of the module, and more than all that the graph uses
     */
    public ModuleScript(String name, Graph graph, ParamTable table) {
        if (!name.matches("\\w+")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a module");
        }
        this.name = name;
        this.graph = graph;
        this.table = table;
        tree = new ModuleTree("__torch__." + PACKAGE + "." + name, table);
        for (Param param : table.all()) {
            records.putIfAbsent(param.target(), records.size());
        }
    }

    /**
     * Writes the archive.
     *
     * @param out stays open
     * @param values of a tensor, row-major and little-endian; asked for one after the other
     */
    public void writeTo(OutputStream out, Function<Param, ByteBuffer> values) throws IOException {
        ArchiveWriter archive = new ArchiveWriter(out, name);
        archive.add("data.pkl", instance());
        archive.add("code/__torch__/" + PACKAGE + "/" + name + ".py", tree.source(forward()));
        for (Map.Entry<Param, Integer> record : records.entrySet()) {
            archive.add("data/" + record.getValue(), values.apply(record.getKey()));
        }
        archive.finish();
    }

    private byte[] instance() {
        Pickle pickle = new Pickle();
        write(tree.root(), pickle, new HashMap<>());
        return pickle.end();
    }

    private void write(ModuleTree.Scope scope, Pickle pickle, Map<Param, Integer> written) {
        pickle.beginObject(tree.module(), scope.className());
        pickle.text("training").bool(false);
        scope.tensors().forEach((attribute, param) -> {
            pickle.text(attribute);
            int record = records.get(param.target());
            if (written.putIfAbsent(param.target(), record) == null) {
                pickle.tensor(storage(param.type()), "" + record, param.shape(), ModuleTree.isTrained(param))
                        .remember(record);
            } else {
                pickle.recall(record);
            }
        });
        scope.scopes().forEach((attribute, inner) -> {
            pickle.text(attribute);
            write(inner, pickle, written);
        });
        pickle.endObject();
    }

    private static String storage(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "FloatStorage";
            case INT64 -> "LongStorage";
            case FLOAT64, FLOAT16, BFLOAT16, UINT8, INT8, INT32, BOOL ->
                throw new IllegalArgumentException("no tensor of a model is of type " + type);
        };
    }

    private String forward() {
        ScriptWriter writer = new ScriptWriter(graph);
        writer.name(graph.inputs().get(0), "x");
        bind(tree.root(), "self", writer);
        Set<Graph.Node> overwriting = Overwriting.training(graph);
        int index = 0;
        for (Graph.Node node : graph.nodes()) {
            Op op = node.op();
            writer.assign("t" + index++, node, overwriting.contains(node) ? op::expandOverwriting : op::expand);
        }
        writer.line("return " + writer.name(graph.results().get(0)));
        return "  def forward(self: " + tree.type(tree.root()) + ",\n    x: Tensor) -> Tensor:\n" + writer.body();
    }

    /** Names the tensors of a scope and of those within it, as far as the computation uses them. */
    private void bind(ModuleTree.Scope scope, String variable, ScriptWriter writer) {
        scope.tensors().forEach((attribute, param) -> {
            Graph.Value value = graph.parameters().get(param);
            if (value != null) {
                String weight = "w" + records.get(param.target());
                writer.line(weight + " = getattr(" + variable + ", \"" + attribute + "\")");
                writer.name(value, weight);
            }
        });
        scope.scopes().forEach((attribute, inner) -> {
            String module = inner.className();
            writer.line(module + " = getattr(" + variable + ", \"" + attribute + "\")");
            bind(inner, module, writer);
        });
    }
}
