package dev.jimm.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.transform.CropMode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which values there are no images for; the checks need no engine. */
class PreprocessingChecksTest {
    private static final List<Double> THREE = List.of(0.5, 0.5, 0.5);

    private static void assertRefused(
            String message,
            int height,
            int width,
            double cropPct,
            String interpolation,
            List<Double> mean,
            List<Double> std) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new Preprocessing(height, width, cropPct, CropMode.CENTER, interpolation, mean, std));
        assertEquals(message, e.getMessage());
    }

    @Test
    void sidesHaveBounds() {
        new Preprocessing(1, 8192, 1, CropMode.SQUASH, "bicubic", THREE, THREE);
        assertRefused("height must be 1 to 8192, is 0", 0, 8, 1, "bicubic", THREE, THREE);
        assertRefused("height must be 1 to 8192, is 8193", 8193, 8, 1, "bicubic", THREE, THREE);
        assertRefused("width must be 1 to 8192, is -1", 8, -1, 1, "bicubic", THREE, THREE);
    }

    @Test
    void theEvaluationMustBePossible() {
        assertRefused("crop-pct must be above 0 and at most 1, not NaN", 8, 8, Double.NaN, "bicubic", THREE, THREE);
        assertRefused(
                "interpolation must be one of nearest, box, bilinear, hamming, bicubic, lanczos, not 'cubic'; did you"
                        + " mean 'bicubic'?",
                8,
                8,
                1,
                "cubic",
                THREE,
                THREE);
    }

    @Test
    void statisticsAreThreeNumbers() {
        assertRefused("mean must be 3 numbers, one a channel, is [0.5]", 8, 8, 1, "box", List.of(0.5), THREE);
        assertRefused("mean must be 3 numbers, one a channel, is null", 8, 8, 1, "box", null, THREE);
        List<Double> hole = Arrays.asList(1.0, null, 1.0);
        assertRefused("std must be 3 numbers, one a channel, is [1.0, null, 1.0]", 8, 8, 1, "box", THREE, hole);
        List<Double> endless = List.of(1.0, 1.0, Double.NaN);
        assertRefused("std must be 3 numbers, one a channel, is [1.0, 1.0, NaN]", 8, 8, 1, "box", THREE, endless);
        List<Double> zero = List.of(1.0, 0.0, 1.0);
        assertRefused("std must be above 0, is [1.0, 0.0, 1.0]", 8, 8, 1, "box", THREE, zero);
    }
}
