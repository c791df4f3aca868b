package dev.jimm.core.graph;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Applies the calls of a recorded computation again, in another pass. Whatever changes a computation is written as such a pass, with the
 * methods of {@link Tensor}, so that shapes and types are checked as they were the first time.
 */
public final class Replay {
    private final Map<Graph.Value, Tensor> tensors = new HashMap<>();
    private final Map<Graph.Value, Param> declared = new HashMap<>();
    private final Function<Param, Tensor> parameters;

    /** @param inputs what the recording's inputs become; none where only calls are applied that depend on no input */
    public Replay(Graph graph, List<Tensor> inputs, Function<Param, Tensor> parameters) {
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(graph.inputs().get(i), inputs.get(i));
        }
        graph.parameters().forEach((param, value) -> declared.put(value, param));
        this.parameters = parameters;
    }

    /** What a value became; {@code null} for {@code null}, an absent operand. */
    public Tensor get(Graph.Value value) {
        Param param = declared.get(value);
        Tensor made = param == null ? tensors.get(value) : parameters.apply(param);
        if (made == null && value != null) {
            throw new IllegalStateException("the call that computes this value was not applied yet");
        }
        return made;
    }

    /** Makes a value something else than its call would. */
    public void put(Graph.Value value, Tensor made) {
        tensors.put(value, made);
    }

    /** Applies a call to what its operands became. */
    public Tensor call(Graph.Node node) {
        Tensor[] operands = node.operands().stream().map(this::get).toArray(Tensor[]::new);
        Tensor[] more = new Tensor[operands.length - 1];
        System.arraycopy(operands, 1, more, 0, more.length);
        Tensor made = operands[0].apply(node.op(), more, node.attributes().values());
        put(node.result(), made);
        return made;
    }
}
