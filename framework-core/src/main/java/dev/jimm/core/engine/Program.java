package dev.jimm.core.engine;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A computation made ready to run many times: a forward pass, a pass with gradients, an optimizer step.
 *
 * <p>Safe for use by several threads as long as the computation writes into nothing that they share.
 */
public abstract class Program implements AutoCloseable {
    /**
     * The type and shape of an input. The size of axis 0 may be {@link dev.jimm.api.tensor.Shapes#BATCH}, or so many times it: then the
     * program takes batches of any size, or of any such multiple, which the computation may cut along axis 0 into as many parts.
     */
    public record Input(ElementType type, long... shape) {
        /** The same with a batch that can be cut into parts; an input without a batch stays as it is. */
        public Input parts(int parts) {
            if (shape.length == 0 || !Shapes.isSymbolic(shape[0])) {
                return this;
            }
            long[] larger = shape.clone();
            larger[0] *= parts;
            return new Input(type, larger);
        }
    }

    /**
     * What gradients are wanted, and how they are come by.
     *
     * @param trained with respect to which of the parameters that the computation uses
     * @param hessianSamples above 0: the diagonal of the Hessian is estimated too, from so many random directions
     * @param checkpointing whether the forward pass is computed a second time, piece by piece, so that little of it has to be kept: the
     *     same gradients with less memory in more time. Only traced programs do so; not together with the Hessian
     */
    public record Wanted(Predicate<Param> trained, int hessianSamples, boolean checkpointing) {
        public Wanted {
            if (checkpointing && hessianSamples > 0) {
                throw new JimmException(
                        Category.CONFIGURATION,
                        "gradient checkpointing does not work with an optimizer that needs the Hessian; switch it off, or"
                                + " choose another optimizer");
            }
        }
    }

    /** What is computed, from the inputs and the parameters' values. It must do the same at every call. */
    @FunctionalInterface
    public interface Body {
        List<Tensor> apply(List<Tensor> inputs, Function<Param, Tensor> parameters);
    }

    /**
     * What a run gave; closing it frees the tensors.
     *
     * @param gradients of the trained parameters
     * @param hessian estimates of the diagonal of the Hessian; empty where none were asked for
     */
    public record Results(
            List<DeviceTensor> values, Map<Param, DeviceTensor> gradients, Map<Param, DeviceTensor> hessian)
            implements AutoCloseable {
        @Override
        public void close() {
            values.forEach(DeviceTensor::close);
            gradients.values().forEach(DeviceTensor::close);
            hessian.values().forEach(DeviceTensor::close);
        }
    }

    private final List<Input> declared;

    Program(List<Input> declared) {
        this.declared = List.copyOf(declared);
    }

    /** A computation whose results no gradient will ever flow through, and that writes into nothing: inference. */
    public static Program inference(Execution execution, Precision precision, List<Input> inputs, Body body) {
        return execution == Execution.TRACED
                ? TracedProgram.forward(precision, inputs, body, true)
                : new EagerProgram(precision, inputs, body, List.of(), 0, true);
    }

    /** As {@link #update(Execution, Precision, List, Body)}, in float32. */
    public static Program update(Execution execution, List<Input> inputs, Body body) {
        return update(execution, Precision.FP32, inputs, body);
    }

    /**
     * A computation that may write into its inputs and parameters: an update rule, a running average. The body is called once now, in
     * either way of running.
     */
    public static Program update(Execution execution, Precision precision, List<Input> inputs, Body body) {
        if (execution == Execution.TRACED) {
            return TracedProgram.forward(precision, inputs, body, false);
        }
        record(precision, inputs, body, true);
        return new EagerProgram(precision, inputs, body, List.of(), 0, false);
    }

    /** As {@link #gradients(Execution, Precision, List, Body, Wanted)}, without more. */
    public static Program gradients(
            Execution execution, Precision precision, List<Input> inputs, Body body, Predicate<Param> trained) {
        return gradients(execution, precision, inputs, body, new Wanted(trained, 0, false));
    }

    /**
     * A computation and the gradients of its first result, a number.
     *
     * @throws JimmException CONFIGURATION when that depends on nothing that is trained, or cannot be differentiated as is wanted
     */
    public static Program gradients(
            Execution execution, Precision precision, List<Input> inputs, Body body, Wanted wanted) {
        Graph graph = record(precision, inputs, body, true);
        List<Param> used =
                graph.parameters().keySet().stream().filter(wanted.trained()).toList();
        if (used.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "the loss depends on no parameter that is trained; freeze less of the model");
        }
        return execution == Execution.TRACED
                ? TracedProgram.gradients(graph, inputs, used, wanted)
                : new EagerProgram(precision, inputs, body, used, wanted.hessianSamples(), false);
    }

    /**
     * Records a computation, without an engine.
     *
     * @param keepWrites whether calls that update running statistics stay when no result needs them
     */
    static Graph record(Precision precision, List<Input> inputs, Body body, boolean keepWrites) {
        List<Graph.Value> values = inputs.stream()
                .map(input -> new Graph.Value(input.type(), input.shape().clone()))
                .toList();
        return TraceRunner.record(precision, values, body::apply, keepWrites);
    }

    /** The parameters that the results' gradients are for, in the order of their use; none without gradients. */
    public abstract List<Param> trained();

    /**
     * Runs the computation. The inputs stay the caller's; the results are the caller's to close.
     *
     * @param values of the parameters; {@code null} if there are none. Not to be changed or closed meanwhile
     * @throws IllegalArgumentException when the inputs are not of the declared number, types and shapes
     */
    public final Results run(List<DeviceTensor> inputs, Values values) {
        if (inputs.size() != declared.size()) {
            throw new IllegalArgumentException(
                    "the program takes " + declared.size() + " inputs, got " + inputs.size());
        }
        for (int i = 0; i < declared.size(); i++) {
            check(i, declared.get(i), inputs.get(i));
        }
        return execute(inputs, values);
    }

    private static void check(int index, Input expected, DeviceTensor given) {
        long[] shape = given.shape();
        boolean fits = given.type() == expected.type() && shape.length == expected.shape().length;
        for (int axis = 0; fits && axis < shape.length; axis++) {
            long size = expected.shape()[axis];
            fits = Shapes.isSymbolic(size) ? shape[axis] % (size / Shapes.BATCH) == 0 : shape[axis] == size;
        }
        if (!fits) {
            throw new IllegalArgumentException("input " + index + " must be " + expected.type()
                    + Shapes.text(expected.shape()) + ", is " + given.type() + Shapes.text(shape));
        }
    }

    abstract Results execute(List<DeviceTensor> inputs, Values values);

    /** @param handles of the values, then of the gradients, then, where asked for, of the diagonal of the Hessian */
    static Results results(long[] handles, List<ElementType> types, List<Param> trained, boolean hessian) {
        List<DeviceTensor> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            values.add(DeviceTensor.adopt(handles[i], types.get(i)));
        }
        int first = types.size();
        return new Results(
                values,
                derivatives(handles, first, trained),
                hessian ? derivatives(handles, first + trained.size(), trained) : Map.of());
    }

    private static Map<Param, DeviceTensor> derivatives(long[] handles, int first, List<Param> trained) {
        Map<Param, DeviceTensor> derivatives = new LinkedHashMap<>();
        for (int i = 0; i < trained.size(); i++) {
            derivatives.put(trained.get(i), DeviceTensor.adopt(handles[first + i], ElementType.FLOAT32));
        }
        return derivatives;
    }

    @Override
    public void close() {}
}
