package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyStopTest {
    private static boolean isDue(String metric, Integer patience, double minDelta, Double... values) {
        return EarlyStop.isDue(new EarlyStopConfig(metric, patience, minDelta), List.of(values));
    }

    @Test
    void stopsAfterAsManyEpochsWithoutImprovement() {
        assertFalse(isDue("top1", 2, 0));
        assertFalse(isDue("top1", 2, 0, 0.5));
        assertFalse(isDue("top1", 2, 0, 0.5, 0.4));
        assertTrue(isDue("top1", 2, 0, 0.5, 0.4, 0.45), "better than the one before is not better than the best");
        assertTrue(isDue("top1", 2, 0, 0.5, 0.5, 0.5), "as good is not better");
        assertFalse(isDue("top1", 2, 0, 0.5, 0.4, 0.51));
        assertTrue(isDue("top1", 1, 0, 0.5, 0.4));
    }

    @Test
    void lowerLossIsBetter() {
        assertFalse(isDue("loss", 2, 0, 3.0, 2.0, 1.0));
        assertTrue(isDue("loss", 2, 0, 1.0, 2.0, 3.0));
        assertFalse(isDue("ema-loss", 2, 0, 1.0, 2.0, 0.9));
    }

    @Test
    void smallImprovementsDoNotCount() {
        assertTrue(isDue("top1", 2, 0.0625, 0.5, 0.53125, 0.5625), "the best stays 0.5");
        assertFalse(isDue("top1", 2, 0.0625, 0.5, 0.53125, 0.578125));
    }

    @Test
    void whatIsNoNumberIsNoImprovement() {
        assertTrue(isDue("loss", 2, 0, 1.0, Double.NaN, Double.NaN));
        assertTrue(isDue("loss", 2, 0, Double.NaN, Double.NaN));
        assertFalse(isDue("loss", 2, 0, Double.NaN, 5.0, 6.0));
    }

    @Test
    void withoutPatienceItNeverStops() {
        assertFalse(isDue("top1", null, 0, 0.9, 0.1, 0.1, 0.1, 0.1));
        assertEquals(new EarlyStopConfig("top1", null, 0), EarlyStopConfig.defaults());
    }

    @Test
    void configurationIsChecked() {
        assertEquals(
                "patience must be at least 1, or null for never, is 0",
                assertThrows(IllegalArgumentException.class, () -> new EarlyStopConfig("top1", 0, 0))
                        .getMessage());
        assertEquals(
                "min-delta must be at least 0, is -0.1",
                assertThrows(IllegalArgumentException.class, () -> new EarlyStopConfig("top1", 3, -0.1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new EarlyStopConfig("top1", 3, Double.NaN));
    }
}
