package dev.jimm.core.verify;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A structure with {@link GeneratedValues} as its weights, and what it computes in evaluation mode. */
public final class GeneratedModel implements AutoCloseable {
    /** A tensor's shape and values, in row-major order. */
    public record Values(long[] shape, float[] values) {}

    /**
     * What one forward pass gave.
     *
     * @param intermediates by the name under which the model taps them; a name that it does not tap is absent
     */
    public record Outputs(Values logits, Values preLogits, List<Values> features, Map<String, Values> intermediates) {}

    private final Model structure;
    private final Weights weights;

    public GeneratedModel(Model structure) {
        this.structure = structure;
        weights = Weights.of(structure.parameters(), this::values, false);
    }

    /** Each name of a tensor with several is filled in turn, so that the values of the last one stay. */
    private float[] values(Param param) {
        List<Param> names = structure.parameters().names(param);
        return GeneratedValues.of(names.get(names.size() - 1));
    }

    public Weights weights() {
        return weights;
    }

    /** The generated input of a shape (N, C, H, W); the caller closes it. */
    public static DeviceTensor input(long... shape) {
        return DeviceTensor.of(GeneratedValues.unit("input", Math.toIntExact(Shapes.count(shape))), shape);
    }

    /**
     * Computes all outputs of the {@linkplain #input generated input} in one pass.
     *
     * @param wanted the names of the intermediates
     */
    public Outputs outputs(Execution execution, Set<String> wanted, long... inputShape) {
        Collector collector = new Collector();
        Program.Body body =
                (inputs, parameters) -> collector.forward(inputs.get(0), new Pass(parameters, false, wanted));
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, inputShape));
        try (DeviceTensor input = input(inputShape);
                Program program = Program.inference(execution, Precision.FP32, inputs, body);
                Program.Results results = program.run(List.of(input), weights)) {
            return collector.outputs(results.values());
        }
    }

    /** Lays the outputs out in one list, in which a tensor that is several outputs at once stands once. */
    private final class Collector {
        private final List<Tensor> tensors = new ArrayList<>();
        private final Map<Tensor, Integer> places = new IdentityHashMap<>();
        private int logits;
        private int preLogits;
        private final List<Integer> features = new ArrayList<>();
        private final Map<String, Integer> intermediates = new LinkedHashMap<>();

        List<Tensor> forward(Tensor x, Pass pass) {
            List<Tensor> extracted = structure.forwardFeatures(x, pass);
            extracted.forEach(feature -> features.add(place(feature)));
            preLogits = place(structure.forwardHead(extracted, pass, true));
            logits = place(structure.forwardHead(extracted, pass, false));
            pass.taps().forEach((name, tensor) -> intermediates.put(name, place(tensor)));
            return tensors;
        }

        private int place(Tensor tensor) {
            Integer place = places.putIfAbsent(tensor, tensors.size());
            if (place == null) {
                tensors.add(tensor);
            }
            return places.get(tensor);
        }

        Outputs outputs(List<DeviceTensor> results) {
            List<Values> values = results.stream()
                    .map(result -> new Values(result.shape(), result.floats()))
                    .toList();
            Map<String, Values> tapped = new LinkedHashMap<>();
            intermediates.forEach((name, place) -> tapped.put(name, values.get(place)));
            return new Outputs(
                    values.get(logits),
                    values.get(preLogits),
                    features.stream().map(values::get).toList(),
                    tapped);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
