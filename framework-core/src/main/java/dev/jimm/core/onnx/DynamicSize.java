package dev.jimm.core.onnx;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Op;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a file serves images of any size: it does when the model, recorded for two sizes that have no divisor in common, becomes the
 * same nodes with the same numbers.
 */
final class DynamicSize {
    /** By how much the second size differs, in pixels: nothing that models divide sizes by divides it. */
    private static final int TALLER = 37;

    private static final int WIDER = 51;

    private DynamicSize() {}

    static OnnxModel otherSize(OnnxModel model) {
        return new OnnxModel(
                model.name(),
                model.structure(),
                model.weights(),
                model.channels(),
                model.height() + TALLER,
                model.width() + WIDER,
                model.metadata());
    }

    /** @throws JimmException CONFIGURATION when a model is made for one size */
    static void requireFree(OnnxModel model) {
        model.structure().imageSize().ifPresent(size -> {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "model '" + model.name() + "' takes images of " + size[0] + " x " + size[1]
                            + " only, so its ONNX file cannot take any size; export it with the fixed size");
        });
    }

    /** @throws JimmException CONFIGURATION when the two differ, naming where they do first */
    static void requireSame(OnnxModel model, OnnxGraph one, OnnxGraph other) {
        List<Graph.Node> calls = one.graph().nodes();
        List<Graph.Node> others = other.graph().nodes();
        for (int i = 0; i < calls.size(); i++) {
            if (i >= others.size() || !isSame(calls.get(i), others.get(i))) {
                throw refusal(model, one.graph(), calls.get(i));
            }
        }
        List<Param> parameters = List.copyOf(one.graph().parameters().keySet());
        if (calls.size() != others.size()
                || !parameters.equals(List.copyOf(other.graph().parameters().keySet()))) {
            throw refusal(model, one.graph(), calls.get(calls.size() - 1));
        }
        for (int i = 0; i < one.calls().size(); i++) {
            if (!isSame(one.calls().get(i), other.calls().get(i))) {
                throw refusal(model, one.graph(), one.calls().get(i).call());
            }
        }
    }

    private static boolean isSame(Graph.Node one, Graph.Node other) {
        Op op = one.op();
        return op == other.op()
                && Arrays.deepEquals(
                        one.attributes().values(), other.attributes().values());
    }

    private static boolean isSame(OnnxGraph.Written one, OnnxGraph.Written other) {
        return Arrays.deepEquals(one.nodes().toArray(), other.nodes().toArray())
                && contents(one).equals(contents(other));
    }

    private static List<Object> contents(OnnxGraph.Written call) {
        List<Object> contents = new ArrayList<>();
        call.constants().forEach(constant -> contents.add(constant.bytes().get()));
        return contents;
    }

    /** @param reason why the second size cannot be computed at all, with the model's own words as its cause */
    static JimmException refusal(OnnxModel model, JimmException reason) {
        return new JimmException(
                Category.CONFIGURATION,
                "the ONNX file of model '" + model.name()
                        + "' cannot take images of any size; export it with a fixed size, since the model takes only some: "
                        + reason.getCause().getMessage(),
                reason);
    }

    private static JimmException refusal(OnnxModel model, Graph graph, Graph.Node call) {
        return new JimmException(
                Category.CONFIGURATION,
                "model '" + model.name()
                        + "' computes otherwise for images of another size, so its ONNX file cannot take any:"
                        + " it differs first in the operator '" + call.op() + "'" + Refusals.place(graph, call)
                        + "; export it with a fixed size, one file for each that is needed");
    }
}
