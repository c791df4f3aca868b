package dev.jimm.core.onnx;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import java.util.Collection;

/** Says why a computation cannot be written, and where in the model the reason lies. */
final class Refusals {
    private Refusals() {}

    static String withoutForm(Graph graph, Graph.Node call) {
        return of(graph, call, "has no ONNX form; a plugin gives its operators one by Op.Builder.onnx");
    }

    static String of(Graph graph, Graph.Node call, String reason) {
        return "the operator '" + call.op() + "'" + place(graph, call) + " " + reason;
    }

    /** Where a call stands: at the parameter that it uses, or behind the one used last. */
    static String place(Graph graph, Graph.Node call) {
        return OnnxGraph.nearestParameter(graph, call)
                .map(param -> " (" + (call.operands().contains(graph.parameters().get(param)) ? "of " : "behind ")
                        + param.name() + ")")
                .orElse("");
    }

    static void requireNone(Collection<String> refusals) {
        if (!refusals.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION, "cannot be written as ONNX:\n  " + String.join("\n  ", refusals));
        }
    }
}
