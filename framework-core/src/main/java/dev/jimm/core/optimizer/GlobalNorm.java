package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.gradient.GradientClip;
import java.util.List;
import java.util.Map;

/** The norm of all gradients of an update, for rules that ask for it. Recorded anew when there are gradients of other parameters. */
final class GlobalNorm implements AutoCloseable {
    private final Execution execution;
    private List<Param> params = List.of();
    private Program program;

    GlobalNorm(Execution execution) {
        this.execution = execution;
    }

    double of(Map<Param, DeviceTensor> gradients) {
        List<Param> given = List.copyOf(gradients.keySet());
        if (!given.equals(params)) {
            close();
            program = Program.inference(
                    execution,
                    Precision.FP32,
                    given.stream()
                            .map(param -> new Program.Input(ElementType.FLOAT32, param.shape()))
                            .toList(),
                    (inputs, unused) -> List.of(GradientClip.norm(inputs)));
            params = given;
        }
        try (Program.Results results = program.run(List.copyOf(gradients.values()), null)) {
            return results.values().get(0).item();
        }
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
    }
}
