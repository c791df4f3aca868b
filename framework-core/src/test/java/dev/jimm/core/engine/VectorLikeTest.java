package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers that are written into a computation. */
@Tag("engine")
class VectorLikeTest {
    /** Many, so that the engine takes its fast way too. */
    private static final double[] NUMBERS = {
        0, 1, -1, 0.1, 1.0 / 3, -2.5, 1000.7, 1e-4, 65504, 16777217, 1e-30, -1e30, 3.4e38, 1.2e-38, 0.485, 0.229, 255,
        0.7
    };

    @ParameterizedTest
    @EnumSource(Execution.class)
    void theyKeepAllBitsOfFloat32(Execution execution) {
        float[] expected = new float[NUMBERS.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) NUMBERS[i];
        }
        try (DeviceTensor one = DeviceTensor.of(new float[] {1}, 1);
                Program program = Program.inference(
                        execution,
                        Precision.FP32,
                        List.of(new Program.Input(ElementType.FLOAT32, 1)),
                        (inputs, parameters) -> List.of(inputs.get(0).vectorLike(NUMBERS)));
                Program.Results results = program.run(List.of(one), null)) {
            assertArrayEquals(expected, results.values().get(0).floats());
        }
    }
}
