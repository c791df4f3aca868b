package dev.jimm.testkit;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.List;
import java.util.Set;

/** One pass in evaluation mode. */
final class EvaluationPass {
    private EvaluationPass() {}

    /** The logits of images, which stay open. */
    static float[] logits(Model model, Weights weights, DeviceTensor images) {
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, images.shape()));
        Program.Body body =
                (tensors, parameters) -> List.of(model.forward(tensors.get(0), new Pass(parameters, false, Set.of())));
        try (Program program = Program.inference(Execution.TRACED, Precision.FP32, inputs, body);
                Program.Results results = program.run(List.of(images), weights)) {
            return results.values().get(0).floats();
        }
    }
}
