package dev.jimm.core.onnx;

import dev.jimm.api.nn.Param;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Says why a computation cannot be written, and where in the model the reason lies. */
final class Refusals {
    private Refusals() {}

    static String withoutForm(Graph graph, Graph.Node call) {
        return of(graph, call, "has no ONNX form; a plugin gives its operators one by Op.Builder.onnx");
    }

    static String of(Graph graph, Graph.Node call, String reason) {
        return "the operator '" + call.op() + "'" + place(graph, call) + " " + reason;
    }

    /** Where in the model a call stands: at the parameter that it uses, behind the one used last, or in front of the first. */
    static String place(Graph graph, Graph.Node call) {
        Map<Graph.Value, Param> parameters = new HashMap<>();
        graph.parameters().forEach((param, value) -> parameters.put(value, param));
        Param last = null;
        boolean reached = false;
        for (Graph.Node node : graph.nodes()) {
            reached |= node == call;
            for (Graph.Value operand : node.operands()) {
                last = parameters.getOrDefault(operand, last);
            }
            if (reached && last != null) {
                return " (" + relation(graph, call, node, last) + last.name() + ")";
            }
        }
        return "";
    }

    private static String relation(Graph graph, Graph.Node call, Graph.Node reached, Param found) {
        if (call.operands().contains(graph.parameters().get(found))) {
            return "of ";
        }
        return reached == call ? "behind " : "in front of ";
    }

    static void requireNone(Collection<String> refusals) {
        if (!refusals.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION, "cannot be written as ONNX:\n  " + String.join("\n  ", refusals));
        }
    }
}
