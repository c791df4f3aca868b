package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class AdoptTest {
    @ParameterizedTest
    @ValueSource(strings = {"adopt", "adoptw", "adoptc", "cadopt", "cadoptw", "cadoptc"})
    void theFirstStepOnlySeesTheGradient(String name) {
        assertArrayEquals(new double[] {2}, path(name, "", 0.5, 1));
    }

    @Test
    void decayIsInTheSquareOrNot() {
        // (1 + 0.5 * 2)^2 = 4, and a gradient of 1 + 0.5 * 2 over 2
        assertArrayEquals(new double[] {2, 2 - 0.1 * 0.1}, path("adopt", "", 0.5, 1, 1), ROUNDING);
        assertArrayEquals(new double[] {2, 2 * 0.95 - 0.1 * 0.1}, path("adoptw", "", 0.5, 1, 1), ROUNDING);
    }

    @Test
    void dividedGradientsAreClippedByThePowerOfTheStep() {
        // 10 / 1 at a limit of 1, then 10 over the root of 0.5 * 1 + 0.5 * 100 at a limit of 2^0.25
        String options = "betas = [0, 0.5]";
        double second = 10 / Math.sqrt(50.5);
        double limit = Math.pow(2, 0.25);
        assertArrayEquals(
                new double[] {2, 1.9, 1.9 - 0.1 * limit},
                path("adopt", options + ", clip-exp = 0.25", NO_DECAY, 1, 10, 10),
                ROUNDING);
        assertArrayEquals(
                new double[] {2, 2.1, 2.1 + 0.1 * limit},
                path("adopt", options + ", clip-exp = 0.25", NO_DECAY, 1, -10, -10),
                ROUNDING);
        assertArrayEquals(
                new double[] {2, 1, 1 - 0.1 * second},
                path("adopt", options + ", clip-exp = null", NO_DECAY, 1, 10, 10),
                ROUNDING);
    }

    @Test
    void aGradientIsDividedByEpsAtLeast() {
        assertArrayEquals(
                new double[] {2, 2 - 0.1 * 0.5 / 0.25},
                path("adopt", "betas = [0, 0.5], eps = 0.25, clip-exp = null", NO_DECAY, 0, 0.5),
                ROUNDING);
    }
}
