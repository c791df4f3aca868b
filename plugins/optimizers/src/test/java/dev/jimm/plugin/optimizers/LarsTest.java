package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class LarsTest {
    @Test
    void scalesTheDecayedGradient() {
        // a ratio of 0.3 * 2 / (1 + 2 * 0.5)
        assertArrayEquals(new double[] {2 - 0.1 * 0.3 * 2}, path("lars", "trust-coeff = 0.3", 0.5, 1), ROUNDING);
    }

    @Test
    void epsIsInTheRatio() {
        assertArrayEquals(
                new double[] {2 - 0.1 * 0.3 * 2 / (1 + 1 + 2) * 2},
                path("lars", "trust-coeff = 0.3, eps = 2", 0.5, 1),
                ROUNDING);
    }

    @Test
    void movesAParameterOfZeros() {
        try (OneParameter zeros = OneParameter.vector("lars", "", 0.5, 0, 0)) {
            assertArrayEquals(new double[] {-0.3, 0.4}, zeros.step(3, -4), ROUNDING);
        }
    }

    @Test
    void decaysWholeWithoutAGradient() {
        assertArrayEquals(new double[] {1.9}, path("lars", "", 0.5, 0), ROUNDING);
    }

    @Test
    void adaptsWithoutDecayWhenAsked() {
        assertArrayEquals(new double[] {1.9}, path("lars", "trust-coeff = 0.3", NO_DECAY, 1), ROUNDING);
        assertArrayEquals(
                new double[] {2 - 0.1 * 0.3 * 2},
                path("lars", "trust-coeff = 0.3, always-adapt = true", NO_DECAY, 1),
                ROUNDING);
    }

    @Test
    void clipsTheRateTimesTheRatio() {
        // a ratio of 0.025 * 2 / 1, over a rate of 0.1
        String options = "always-adapt = true, trust-coeff = ";
        assertArrayEquals(new double[] {2 - 0.1 * 0.5}, path("larc", options + 0.025, NO_DECAY, 1), ROUNDING);
        assertArrayEquals(new double[] {1.9}, path("larc", options + 0.5, NO_DECAY, 1), ROUNDING);
        // that of zeros is 1 / 0.1
        try (OneParameter zeros = OneParameter.vector("larc", options + 0.025, NO_DECAY, 0, 0)) {
            assertArrayEquals(new double[] {-0.3, 0.4}, zeros.step(3, -4), ROUNDING);
        }
    }
}
