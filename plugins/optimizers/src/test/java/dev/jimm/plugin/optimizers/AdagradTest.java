package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class AdagradTest {
    @Test
    void theRateDecaysFromTheSecondStepOn() {
        // sums of squares 1 and 2; rates 0.1 and 0.1 / (1 + 0.5)
        double second = 0.1 / 1.5 / Math.sqrt(2);
        assertArrayEquals(
                new double[] {1.9, 1.9 - second}, path("adagrad", "lr-decay = 0.5", NO_DECAY, 1, 1), ROUNDING);
    }

    @Test
    void theSumMayStartAboveZero() {
        // roots of 3 + 1 and 3 + 1 + 5
        double[] expected = {2 - 0.1 / 2, 1.95 - 0.1 * Math.sqrt(5) / 3};
        String options = "initial-accumulator-value = 3";
        assertArrayEquals(expected, path("adagrad", options, NO_DECAY, 1, Math.sqrt(5)), ROUNDING);
    }
}
