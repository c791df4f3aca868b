package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class LaPropTest {
    @Test
    void movesAlongTheAverageAtARateOfZero() {
        try (OneParameter one = OneParameter.vector("laprop", "betas = [0.5, 0.5]", OneParameter.NO_DECAY, 2)) {
            // the average is 0.5 * 0.1, and that of rates is 0.5 times the rate
            assertArrayEquals(new double[] {1.9}, one.step(1), ROUNDING);
            // the average falls to 0.025, and is taken as it is
            assertArrayEquals(new double[] {1.9 - 0.025}, one.stepAt(0, 1), ROUNDING);
            // both averages are 0.5 * 0.025 + 0.5 * 0.1
            assertArrayEquals(new double[] {1.875 - 0.1}, one.step(1), ROUNDING);
        }
    }

    @Test
    void aChangeOfTheRateTakesEffectByAndBy() {
        try (OneParameter one = OneParameter.vector("laprop", "betas = [0.5, 0.5]", OneParameter.NO_DECAY, 2)) {
            one.step(1);
            // averages 0.025 + 0.5 * 0.3 of steps, and the same of rates
            assertArrayEquals(new double[] {1.9 - 0.3}, one.stepAt(0.3, 1), ROUNDING);
            // 0.0875 - 0.15, over (0.0875 + 0.15) / 0.3
            assertArrayEquals(new double[] {1.6 + 0.0625 * 0.3 / 0.2375}, one.stepAt(0.3, -1), ROUNDING);
        }
    }

    @Test
    void decaysAfterTheStep() {
        try (OneParameter one = OneParameter.vector("laprop", "", 0.5, 2)) {
            assertArrayEquals(new double[] {1.9 * 0.95}, one.step(1), ROUNDING);
        }
    }
}
