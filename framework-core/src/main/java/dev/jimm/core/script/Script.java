package dev.jimm.core.script;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Op;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.Overwriting;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a recorded computation as one TorchScript method: {@code run(inputs, weights) -> results}. */
public final class Script {
    public static final String CLASS = "Program";
    public static final String METHOD = "run";

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

    private final ScriptWriter writer;
    private final Graph graph;
    /** The calls that may compute into the memory of their first operand. */
    private Set<Graph.Node> overwriting = Set.of();

    /** Whether gradients of gradients are asked for. */
    private final boolean twice;

    private Script(Graph graph, boolean twice) {
        this.graph = graph;
        this.twice = twice;
        writer = new ScriptWriter(graph);
    }

    /** A method that returns the graph's results. */
    public static ScriptArchive forward(Graph graph) {
        Script script = new Script(graph, false);
        script.overwriting = Overwriting.inference(graph);
        script.writer.bindParameters(Set.of());
        script.calls();
        script.writer.line("return " + script.writer.list(graph.results()));
        return script.writer.archive("");
    }

    /**
     * A method that returns the graph's results and then the gradients of the first of them with respect to the trained parameters.
     * Each trained parameter is made a leaf inside the method, so that the tensors that Java holds never carry gradients.
     *
     * @param hessianSamples above 0: estimates of the diagonals of the Hessian follow, each the mean of so many
     */
    public static ScriptArchive gradients(Graph graph, List<Param> trained, int hessianSamples) {
        Script script = new Script(graph, hessianSamples > 0);
        ScriptWriter writer = script.writer;
        if (!script.twice) {
            script.overwriting = Overwriting.training(graph);
        }
        writer.line("torch.set_grad_enabled(True)");
        writer.bindParameters(new HashSet<>(trained));
        script.calls();
        List<Graph.Value> leaves = trained.stream().map(graph.parameters()::get).toList();
        writer.line("leaves = annotate(List[Tensor], " + writer.list(leaves) + ")");
        writer.line("loss = " + writer.name(graph.results().get(0)));
        writer.line("results = annotate(List[Tensor], [])");
        for (Graph.Value result : graph.results()) {
            writer.line("_ = torch.append(results, torch.detach(" + writer.name(result) + "))");
        }
        derivatives(hessianSamples).lines().forEach(writer::line);
        return writer.archive("");
    }

    /** The end of a method that has a {@code loss}, its {@code leaves} and a list {@code results}: appends the derivatives. */
    public static String derivatives(int hessianSamples) {
        return hessianSamples == 0
                ? GRADIENTS
                : String.format(Locale.ROOT, GRADIENTS_AND_HESSIAN, hessianSamples, 1.0 / hessianSamples);
    }

    private void calls() {
        int index = 0;
        for (Graph.Node node : graph.nodes()) {
            Op op = node.op();
            ScriptWriter.Template usual = twice ? op::expandTwiceDifferentiable : op::expand;
            writer.assign("t" + index++, node, overwriting.contains(node) ? op::expandOverwriting : usual);
        }
    }
}
