package dev.jimm.testkit;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.verify.GeneratedModel;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What one pass in training mode gave, of generated weights and a generated input.
 *
 * @param gradients of the weights that took part in the loss, by name
 * @param buffers the values of all buffers after the pass, by name
 */
record TrainingPass(float loss, Map<String, float[]> gradients, Map<String, ByteBuffer> buffers) {
    private static final double SMOOTHING = 0.1;

    /** Runs a pass; the weights are left as they were. */
    static TrainingPass of(Model structure, Weights weights, Execution execution, long... inputShape) {
        long batch = inputShape[0];
        List<Program.Input> inputs = List.of(
                new Program.Input(ElementType.FLOAT32, inputShape), new Program.Input(ElementType.INT64, batch));
        Program.Body body = (tensors, parameters) -> {
            Tensor logits = structure.forward(tensors.get(0), new Pass(parameters, true, Set.of()));
            return List.of(logits.crossEntropy(tensors.get(1), SMOOTHING));
        };
        try (DeviceTensor input = GeneratedModel.input(inputShape);
                DeviceTensor labels = DeviceTensor.of(LongStream.range(0, batch).toArray(), batch);
                Weights own = weights.copy();
                Program program = Program.gradients(execution, Precision.FP32, inputs, body, TrainingPass::isTrained);
                Program.Results results = program.run(List.of(input, labels), own)) {
            Map<String, float[]> gradients = new LinkedHashMap<>();
            results.gradients().forEach((param, gradient) -> gradients.put(param.name(), gradient.floats()));
            Map<String, ByteBuffer> buffers = new LinkedHashMap<>();
            for (Param param : structure.parameters().state()) {
                if (!isTrained(param)) {
                    buffers.put(param.name(), own.get(param).bytes());
                }
            }
            return new TrainingPass(results.values().get(0).item(), gradients, buffers);
        }
    }

    private static boolean isTrained(Param param) {
        return param.kind() == Param.Kind.WEIGHT;
    }
}
