package dev.jimm.app.doctor;

import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.app.text.Text;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Whether the engine loads and calculates. */
final class EngineChecks {
    private static final float[] VALUES = {-2, -1, -0.5f, 0, 0.25f, 1, 3, 7, 11};
    /** The softmax over the rows of relu(x) x, calculated apart. */
    private static final float[] EXPECTED = expected();

    private EngineChecks() {}

    static Stream<Finding> all() {
        try {
            String version = Engine.version() + ", " + Text.count(Engine.threads(), "thread");
            return Stream.of(Finding.ok("engine", version), selfTest());
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            return Stream.of(Finding.fail(
                    "engine", "cannot be loaded: " + cause.getMessage(), "see 'cache folder'; '--verbose' tells more"));
        }
    }

    private static Finding selfTest() {
        float[] traced = run(Execution.TRACED);
        float[] eager = run(Execution.EAGER);
        if (!Arrays.equals(traced, eager)) {
            return Finding.fail("self test", "traced and eager execution disagree", "please report it");
        }
        for (int i = 0; i < EXPECTED.length; i++) {
            if (!(Math.abs(traced[i] - EXPECTED[i]) < 1e-5f)) {
                return Finding.fail("self test", "the engine calculates wrong values", "please report it");
            }
        }
        return Finding.ok("self test", "traced and eager execution agree and are right");
    }

    private static float[] run(Execution execution) {
        Weights none = Weights.initialised(new ParamTable(), 0, false);
        try (DeviceTensor input = DeviceTensor.of(VALUES, 3, 3);
                Program program = Program.inference(
                        execution,
                        Precision.FP32,
                        List.of(new Program.Input(ElementType.FLOAT32, 3, 3)),
                        (inputs, unused) -> List.of(
                                inputs.get(0).relu().matmul(inputs.get(0)).softmax(1)));
                Program.Results results = program.run(List.of(input), none)) {
            return results.values().get(0).floats();
        }
    }

    private static float[] expected() {
        float[] result = new float[9];
        for (int row = 0; row < 3; row++) {
            double[] exponentials = new double[3];
            for (int column = 0; column < 3; column++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += Math.max(0, VALUES[3 * row + k]) * VALUES[3 * k + column];
                }
                exponentials[column] = Math.exp(sum);
            }
            for (int column = 0; column < 3; column++) {
                result[3 * row + column] = (float)
                        (exponentials[column] / Arrays.stream(exponentials).sum());
            }
        }
        return result;
    }
}
