package dev.jimm.api.tensor;

import dev.jimm.api.API;

/**
 * How an operator is written in ONNX: the nodes of one call.
 *
 * <pre>{@code
 * static final Op CUBE_ROOT = Op.define("cube_root", "torch.pow({0}, 0.3333333333333333)")
 *         .onnx(call -> call.node("Pow", call.operand(0), call.number(ElementType.FLOAT32, 1 / 3.0)))
 *         .build();
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface OnnxForm {
    /**
     * Writes the nodes.
     *
     * @return the name of the value that is the call's result; that of an operand where the call changes nothing
     * @throws IllegalArgumentException when ONNX cannot express this call: what it is about the call, as the end of a sentence
     */
    String write(OnnxCall call);
}
