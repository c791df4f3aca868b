package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two models in one computation. */
@Tag("engine")
class ValuesTest {
    private final ParamTable ofStudent = new ParamTable();
    private final ParamTable ofTeacher = new ParamTable();
    private final Param student = ofStudent.root().weight("w", Init.values(new float[] {1, 2}), 2);
    private final Param teacher = ofTeacher.root().weight("w", Init.values(new float[] {3, 5}), 2);

    /** The gradient of (s - t)^2 is 2 (s - t). */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void aStudentLearnsFromATeacher(Execution execution) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, 2);
        try (Weights one = Weights.initialised(ofStudent, 0, false);
                Weights other = Weights.initialised(ofTeacher, 0, false);
                DeviceTensor x = DeviceTensor.of(new float[] {1, 1}, 2);
                Program program = Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(input),
                        (in, values) -> List.of(in.get(0)
                                .mul(values.apply(student).sub(values.apply(teacher)))
                                .pow(2.0)
                                .sum()),
                        param -> param == student);
                Program.Results results = program.run(List.of(x), Values.of(one, other))) {
            assertEquals(13, results.values().get(0).item());
            assertArrayEquals(
                    new float[] {-4, -6}, results.gradients().get(student).floats());
            assertEquals(1, results.gradients().size());
        }
    }

    @Test
    void whatIsMissingOrThereTwiceIsTold() {
        try (Weights one = Weights.initialised(ofStudent, 0, false);
                Weights copy = one.copy()) {
            IllegalArgumentException twice = assertThrows(IllegalArgumentException.class, () -> Values.of(one, copy));
            assertTrue(twice.getMessage().startsWith("two weights have a value for 'w'"), twice.getMessage());
            IllegalArgumentException missing = assertThrows(
                    IllegalArgumentException.class, () -> Values.of(one).get(teacher));
            assertEquals("none of the weights has a value for 'w'", missing.getMessage());
        }
    }
}
