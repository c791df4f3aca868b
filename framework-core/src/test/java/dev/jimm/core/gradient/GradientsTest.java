package dev.jimm.core.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel of two output units, and the bias of a classifier, a number. */
@Tag("engine")
class GradientsTest {
    private long live;
    private final ParamTable table = new ParamTable();
    private final Param kernel = table.root().weight("kernel", Init.ONES, 2, 2);
    private final Param bias = table.root().weight("bias", Init.ONES);
    private Weights weights;

    @BeforeEach
    void makeWeights() {
        live = DeviceTensor.live();
        weights = Weights.initialised(table, 0, false);
        weights.set(kernel, new float[] {3, 4, 0.3f, 0.4f});
    }

    @AfterEach
    void nothingIsLeft() {
        weights.close();
        assertEquals(live, DeviceTensor.live());
    }

    private Gradients gradients(ClipConfig clip, boolean scaled, Execution execution) {
        return new Gradients(List.of(kernel, bias), weights, clip, Set.of(bias), scaled, execution);
    }

    /** The norm before clipping, then the gradients. */
    private float[] finished(Gradients gradients, double scale, float[] ofKernel, float ofBias) {
        Map<Param, DeviceTensor> given =
                Map.of(kernel, DeviceTensor.of(ofKernel, 2, 2), bias, DeviceTensor.of(new float[] {ofBias}));
        try {
            double norm = gradients.finish(given, scale);
            float[] clipped = given.get(kernel).floats();
            return new float[] {
                (float) norm,
                clipped[0],
                clipped[1],
                clipped[2],
                clipped[3],
                given.get(bias).item()
            };
        } finally {
            given.values().forEach(DeviceTensor::close);
        }
    }

    private static ClipConfig clip(ClipConfig.Mode mode, double value) {
        return new ClipConfig(mode, value);
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void byNormThatOfAllTogether(Execution execution) {
        try (Gradients gradients = gradients(clip(ClipConfig.Mode.NORM, 2.5), false, execution)) {
            assertArrayEquals(
                    new float[] {5, 1, 1, 1, 1, 1.5f}, finished(gradients, 1, new float[] {2, 2, 2, 2}, 3), 1e-5f);
            assertArrayEquals(new float[] {2, 1, 1, 1, 1, 0}, finished(gradients, 1, new float[] {1, 1, 1, 1}, 0), 0f);
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void byValueEachNumber(Execution execution) {
        try (Gradients gradients = gradients(clip(ClipConfig.Mode.VALUE, 1.5), false, execution)) {
            assertArrayEquals(
                    new float[] {5, 1.5f, -1.5f, 1, 0, 1.5f},
                    finished(gradients, 1, new float[] {2, -4, 1, 0}, 2),
                    1e-5f);
        }
    }

    /** The weights' norms are 5 and 0.5, so half a unit and a twentieth are left; the classifier's stays. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void adaptiveByTheWeightsOfEachUnit(Execution execution) {
        try (Gradients gradients = gradients(clip(ClipConfig.Mode.AGC, 0.1), false, execution)) {
            float[] found = finished(gradients, 1, new float[] {6, 8, 0.03f, 0.04f}, 100);
            assertArrayEquals(new float[] {0.3f, 0.4f, 0.03f, 0.04f, 100}, Arrays.copyOfRange(found, 1, 6), 1e-6f);
        }
    }

    @Test
    void theScaleOfTheLossIsTakenBackBeforeClipping() {
        try (Gradients gradients = gradients(clip(ClipConfig.Mode.NORM, 2.5), true, Execution.TRACED)) {
            assertArrayEquals(
                    new float[] {5, 1, 1, 1, 1, 1.5f},
                    finished(gradients, 1024, new float[] {2048, 2048, 2048, 2048}, 3072),
                    1e-5f);
        }
    }

    @Test
    void whatIsNotFiniteShowsInTheNorm() {
        try (Gradients gradients = gradients(ClipConfig.defaults(), true, Execution.TRACED)) {
            float infinity = Float.POSITIVE_INFINITY;
            assertFalse(Float.isFinite(finished(gradients, 2, new float[] {1, infinity, 1, 1}, 1)[0]));
            assertFalse(Float.isFinite(finished(gradients, 2, new float[] {1, 1, 1, 1}, Float.NaN)[0]));
        }
    }

    @Test
    void gradientsAreSummed() {
        try (Gradients gradients = gradients(ClipConfig.defaults(), false, Execution.TRACED);
                DeviceTensor first = DeviceTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
                DeviceTensor one = DeviceTensor.of(new float[] {5});
                DeviceTensor second = DeviceTensor.of(new float[] {10, 20, 30, 40}, 2, 2);
                DeviceTensor two = DeviceTensor.of(new float[] {50})) {
            for (int i = 0; i < 2; i++) {
                gradients.add(Map.of(kernel, first, bias, one), Map.of(kernel, second, bias, two));
            }
            assertArrayEquals(new float[] {21, 42, 63, 84}, first.floats());
            assertEquals(105, one.item());
        }
    }
}
