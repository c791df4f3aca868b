package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.TinyFamily;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs of a small model with every kind of layer: traced and eager, in both precisions. Nothing may stay behind. */
@Tag("engine")
class ProgramTest {
    private static final long SEED = 11;

    private final Model model = TinyFamily.hybrid(0.2);
    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private Weights weights(boolean channelsLast) {
        return Weights.initialised(model.parameters(), SEED, channelsLast);
    }

    private Map<String, List<Byte>> twoSteps(Execution execution, Precision precision) {
        try (Weights weights = weights(false);
                Program program = Fixtures.training(model, execution, precision);
                DeviceTensor images = Fixtures.images(5);
                DeviceTensor labels = Fixtures.labels(5)) {
            Fixtures.run(program, weights, 1, images, labels);
            return Fixtures.run(program, weights, 2, images, labels);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void tracedTrainingEqualsEagerBitForBit(Precision precision) {
        Map<String, List<Byte>> traced = twoSteps(Execution.TRACED, precision);
        assertTrue(
                traced.containsKey("gradient of attn.qkv.weight"),
                traced.keySet().toString());
        assertEquals(twoSteps(Execution.EAGER, precision), traced);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void tracedInferenceEqualsEagerBitForBit(Precision precision) {
        try (Weights weights = weights(true);
                Program traced = Fixtures.logits(model, Execution.TRACED, precision);
                Program eager = Fixtures.logits(model, Execution.EAGER, precision);
                DeviceTensor images = Fixtures.images(4)) {
            assertEquals(Fixtures.run(eager, weights, 1, images), Fixtures.run(traced, weights, 1, images));
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void trainingMovesTheStatistics(Execution execution) {
        try (Weights weights = weights(false);
                Program program = Fixtures.training(model, execution, Precision.FP32);
                DeviceTensor images = Fixtures.images(5);
                DeviceTensor labels = Fixtures.labels(5)) {
            program.run(List.of(images, labels), weights).close();
            program.run(List.of(images, labels), weights).close();
            assertArrayEquals(
                    new long[] {2}, value(weights, "bn.num_batches_tracked").longs());
            for (float variance : value(weights, "bn.running_var").floats()) {
                assertNotEquals(1f, variance);
            }
        }
    }

    private DeviceTensor value(Weights weights, String name) {
        return weights.get(model.parameters().find(name).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void gradientsOfWeightsAreFloat32InLowPrecision(Execution execution) {
        try (Weights weights = weights(true);
                Program program = Fixtures.training(model, execution, Precision.BF16);
                DeviceTensor images = Fixtures.images(2);
                DeviceTensor labels = Fixtures.labels(2);
                Program.Results results = program.run(List.of(images, labels), weights)) {
            assertEquals(model.parameters().weights(), program.trained());
            results.gradients().forEach((param, gradient) -> {
                assertEquals(Native.djlCode(ElementType.FLOAT32), Native.djlCode(gradient.handle()), param.name());
                assertArrayEquals(param.shape(), gradient.shape(), param.name());
            });
        }
    }

    @Test
    void lowPrecisionIsNearAndIsNotTheSame() {
        try (Weights weights = weights(false);
                Program full = Fixtures.logits(model, Execution.TRACED, Precision.FP32);
                Program low = Fixtures.logits(model, Execution.TRACED, Precision.BF16);
                DeviceTensor images = Fixtures.images(4);
                Program.Results expected = full.run(List.of(images), weights);
                Program.Results actual = low.run(List.of(images), weights)) {
            float[] near = actual.values().get(0).floats();
            assertArrayEquals(expected.values().get(0).floats(), near, 0.03f);
            assertFalse(List.of(expected.values().get(0).bytes())
                    .contains(actual.values().get(0).bytes()));
        }
    }

    @Test
    void theMemoryLayoutOfWeightsDoesNotShow() {
        try (Weights plain = weights(false);
                Weights last = weights(true);
                Program program = Fixtures.logits(model, Execution.TRACED, Precision.FP32);
                DeviceTensor images = Fixtures.images(4);
                Program.Results expected = program.run(List.of(images), plain);
                Program.Results actual = program.run(List.of(images), last)) {
            assertArrayEquals(
                    expected.values().get(0).floats(), actual.values().get(0).floats(), 1e-5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACED, 1", "TRACED, 3", "TRACED, 8", "EAGER, 3"})
    void oneProgramTakesEveryBatchSize(Execution execution, int batch) {
        try (Weights weights = weights(false);
                Program program = Fixtures.logits(model, execution, Precision.FP32);
                DeviceTensor images = Fixtures.images(batch);
                DeviceTensor first = DeviceTensor.of(Fixtures.random(3, 1, 3, 16, 16), 1, 3, 16, 16);
                Program.Results results = program.run(List.of(images), weights);
                Program.Results alone = program.run(List.of(first), weights)) {
            DeviceTensor logits = results.values().get(0);
            assertArrayEquals(new long[] {batch, 3}, logits.shape());
            for (int i = 0; i < 3; i++) {
                assertEquals(alone.values().get(0).floats()[i], logits.floats()[i], 1e-5f, "of the first image");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void theSeedDecidesWhatIsDropped(Execution execution) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, 16, 16);
        try (DeviceTensor images = Fixtures.images(4);
                Program program = Program.inference(
                        execution,
                        Precision.FP32,
                        List.of(input),
                        (inputs, unused) -> List.of(
                                inputs.get(0).dropout(0.5), inputs.get(0).dropPath(0.5)))) {
            Map<String, List<Byte>> one = Fixtures.run(program, null, 1, images);
            assertEquals(one, Fixtures.run(program, null, 1, images));
            assertNotEquals(one, Fixtures.run(program, null, 2, images));
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void dropPathDropsWholeSamplesAndKeepsTheScale(Execution execution) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 4);
        try (DeviceTensor ones = DeviceTensor.of(filled(400), 100, 4);
                Program program = Program.inference(
                        execution,
                        Precision.FP32,
                        List.of(input),
                        (in, unused) -> List.of(in.get(0).dropPath(0.25)))) {
            Native.seed(SEED);
            try (Program.Results results = program.run(List.of(ones), null)) {
                float[] values = results.values().get(0).floats();
                int kept = 0;
                for (int i = 0; i < values.length; i += 4) {
                    assertTrue(values[i] == 0 || Math.abs(values[i] - 4 / 3f) < 1e-6, "sample of " + values[i]);
                    assertArrayEquals(new float[] {values[i], values[i], values[i], values[i]}, slice(values, i));
                    kept += values[i] == 0 ? 0 : 1;
                }
                assertEquals(75, kept, 15, "seed " + SEED);
            }
        }
    }

    private static float[] filled(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] slice(float[] values, int from) {
        return Arrays.copyOfRange(values, from, from + 4);
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void gradientsAreRight(Execution execution) {
        ParamTable table = new ParamTable();
        Param w = table.root().weight("w", Init.values(new float[] {1, 2, 3}), 3);
        Param frozen = table.root().weight("frozen", Init.constant(2), 3);
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3);
        try (Weights weights = Weights.initialised(table, SEED, false);
                DeviceTensor x = DeviceTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
                Program program = Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(input),
                        (in, parameters) -> List.of(
                                in.get(0)
                                        .mul(parameters.apply(w).pow(2.0))
                                        .mul(parameters.apply(frozen))
                                        .sum(),
                                parameters.apply(w).mul(3)),
                        param -> param == w);
                Program.Results results = program.run(List.of(x), weights)) {
            assertEquals(List.of(w), program.trained());
            assertEquals(2 * (5 + 7 * 4 + 9 * 9), results.values().get(0).item(), 1e-4f);
            assertArrayEquals(new float[] {3, 6, 9}, results.values().get(1).floats());
            assertArrayEquals(
                    new float[] {20, 56, 108}, results.gradients().get(w).floats(), 1e-4f);
            assertEquals(1, results.gradients().size());
        }
    }

    /** The gradients of both uses are added in float32, and rounded to 16 bits once, in either way of running. */
    @Test
    void whatIsConvertedForTwoUsesIsConvertedOnce() {
        Map<Execution, Map<String, List<Byte>>> found = new EnumMap<>(Execution.class);
        for (Execution execution : Execution.values()) {
            ParamTable table = new ParamTable();
            Param weight = table.root().weight("w", Init.normal(1), 8, 8);
            try (Weights weights = Weights.initialised(table, SEED, false);
                    DeviceTensor x = DeviceTensor.of(Fixtures.random(5, 7, 8), 7, 8);
                    Program program = Program.gradients(
                            execution,
                            Precision.BF16,
                            List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 8)),
                            (inputs, parameters) -> {
                                Tensor low = inputs.get(0).linear(parameters.apply(weight), null);
                                Tensor first = low.logSoftmax(1).mul(0.3).sum();
                                return List.of(first.add(
                                        low.to(ElementType.FLOAT32).sin().sum()));
                            },
                            param -> true)) {
                found.put(execution, Fixtures.run(program, weights, 1, x));
            }
        }
        assertEquals(found.get(Execution.TRACED), found.get(Execution.EAGER));
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void withoutAnythingTrainedThereAreNoGradients(Execution execution) {
        Param w = new ParamTable().root().weight("w", Init.ONES, 1);
        JimmException refused = assertThrows(
                JimmException.class,
                () -> Program.gradients(
                        execution,
                        Precision.FP32,
                        List.of(),
                        (inputs, parameters) -> List.of(parameters.apply(w).sum()),
                        param -> false));
        assertEquals(Category.CONFIGURATION, refused.category());
        assertEquals(
                "the loss depends on no parameter that is trained; freeze less of the model", refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void anUpdateIsSeenByLaterPrograms(Execution execution) {
        Param param = model.parameters().find("fc.bias").orElseThrow();
        try (Weights weights = weights(false);
                DeviceTensor images = Fixtures.images(2);
                DeviceTensor shift = DeviceTensor.of(new double[] {0.5});
                Program logits = Fixtures.logits(model, Execution.TRACED, Precision.FP32);
                Program update = Program.update(
                        execution,
                        List.of(new Program.Input(ElementType.FLOAT32, 3), new Program.Input(ElementType.FLOAT64)),
                        (in, unused) -> {
                            in.get(0).add_(in.get(1), 1);
                            return List.of();
                        });
                Program.Results before = logits.run(List.of(images), weights)) {
            update.run(List.of(weights.get(param), shift), weights).close();
            try (Program.Results after = logits.run(List.of(images), weights)) {
                float[] old = before.values().get(0).floats();
                float[] changed = after.values().get(0).floats();
                for (int i = 0; i < old.length; i++) {
                    assertEquals(old[i] + 0.5f, changed[i], 1e-5f);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void aResultMayBeAnInputOrComeTwice(Execution execution) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, 16, 16);
        try (DeviceTensor images = Fixtures.images(1);
                Program program = Program.inference(execution, Precision.FP32, List.of(input), (in, unused) -> {
                    Tensor y = in.get(0).mul(2);
                    return List.of(in.get(0), y, y);
                });
                Program.Results results = program.run(List.of(images), null)) {
            assertArrayEquals(images.floats(), results.values().get(0).floats());
            assertArrayEquals(
                    results.values().get(1).floats(), results.values().get(2).floats());
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void aFailureLeavesNothingBehindAndTheNextRunWorks(Execution execution) {
        try (Weights weights = weights(false);
                Program training = Fixtures.training(model, execution, Precision.FP32);
                Program logits = Fixtures.logits(model, execution, Precision.FP32);
                DeviceTensor images = Fixtures.images(2);
                DeviceTensor labels = Fixtures.labels(2);
                DeviceTensor outside = DeviceTensor.of(new long[] {0, 99}, 2)) {
            Map<String, List<Byte>> before = Fixtures.run(logits, weights, 1, images);
            long live = DeviceTensor.live();
            for (int i = 0; i < 3; i++) {
                assertThrows(RuntimeException.class, () -> training.run(List.of(images, outside), weights));
                assertEquals(live, DeviceTensor.live());
            }
            weights.set(model.parameters().find("bn.running_mean").orElseThrow(), new float[8]);
            training.run(List.of(images, labels), weights).close();
            assertEquals(
                    before.keySet(), Fixtures.run(logits, weights, 1, images).keySet());
            assertEquals(live, DeviceTensor.live());
        }
    }

    @Test
    void inferenceLeavesWeightsAlone() {
        try (Weights weights = weights(true);
                Weights before = weights.copy();
                Program program = Fixtures.logits(model, Execution.TRACED, Precision.BF16);
                DeviceTensor images = Fixtures.images(2)) {
            program.run(List.of(images), weights).close();
            for (Param param : model.parameters().all()) {
                assertEquals(before.get(param).bytes(), weights.get(param).bytes(), param.name());
            }
        }
    }
}
