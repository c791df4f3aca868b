package dev.jimm.core.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CheckpointsConfigTest {
    private static CheckpointsConfig every(int steps, double minutes) {
        return new CheckpointsConfig(steps, minutes, 2, 1, "top1");
    }

    @Test
    void byDefaultThereAreNoneWithinAnEpoch() {
        assertFalse(CheckpointsConfig.defaults().isDue(0, 1e9));
        assertFalse(CheckpointsConfig.defaults().isDue(1000, 1e9));
    }

    @Test
    void theyComeByNumberOrByTime() {
        assertTrue(every(10, 0).isDue(20, 0));
        assertFalse(every(10, 0).isDue(21, 1e9));
        assertTrue(every(0, 0.5).isDue(21, 0.5));
        assertFalse(every(0, 0.5).isDue(20, 0.49));
        assertTrue(every(10, 5).isDue(20, 0));
        assertTrue(every(10, 5).isDue(21, 6));
    }

    @Test
    void valuesAreChecked() {
        assertRefused("steps must be at least 0, is -1", () -> every(-1, 0));
        assertRefused("minutes must be a number from 0, is -0.5", () -> every(0, -0.5));
        assertRefused("minutes must be a number from 0, is NaN", () -> every(0, Double.NaN));
        assertRefused("minutes must be a number from 0, is Infinity", () -> every(0, Double.POSITIVE_INFINITY));
        assertRefused("last must be at least 1, is 0", () -> new CheckpointsConfig(0, 0, 0, 1, "top1"));
        assertRefused("best must be at least 0, is -1", () -> new CheckpointsConfig(0, 0, 1, -1, "top1"));
        assertRefused(
                "metric must be the name of a metric, such as top1", () -> new CheckpointsConfig(0, 0, 1, 0, " "));
    }

    private static void assertRefused(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
