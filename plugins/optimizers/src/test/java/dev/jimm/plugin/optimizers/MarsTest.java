package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class MarsTest {
    /** Adds half of what a gradient has changed by. */
    private static final String HALF = "betas = [0.5, 0], gamma = 0.5";

    @Test
    void whatTheGradientChangedByIsAdded() {
        try (OneParameter matrix = new OneParameter("mars", HALF, NO_DECAY, new long[] {1, 1}, 2)) {
            assertArrayEquals(new double[] {1.9}, matrix.step(0.2), ROUNDING);
            // 0.4 + 0.5 * 0.2 = 0.5; the average is (0.5 * 0.1 + 0.5 * 0.5) / 0.75 = 0.4
            assertArrayEquals(new double[] {1.9 - 0.1 * 0.4 / 0.5}, matrix.step(0.4), ROUNDING);
        }
    }

    @Test
    void theSumIsClippedToANormOfOne() {
        try (OneParameter matrix = new OneParameter("mars", HALF, NO_DECAY, new long[] {1, 1}, 2)) {
            matrix.step(0.2);
            // 2 + 0.5 * 1.8 = 2.9, which becomes 1
            assertArrayEquals(new double[] {1.9 - 0.1 * 0.55 / 0.75}, matrix.step(2), ROUNDING);
        }
    }

    @Test
    void theFirstGradientIsNot() {
        try (OneParameter matrix = new OneParameter("mars", HALF + ", eps = 1", NO_DECAY, new long[] {1, 1}, 2)) {
            // not 1 / (1 + 1)
            assertArrayEquals(new double[] {2 - 0.1 * 3 / (3 + 1.0)}, matrix.step(3), ROUNDING);
        }
    }

    @Test
    void lionStepsByTheSign() {
        String options = HALF + ", mars-type = lion";
        try (OneParameter matrix = new OneParameter("mars", options, NO_DECAY, new long[] {1, 3}, 2, 2, 2)) {
            assertArrayEquals(new double[] {1.9, 2.1, 2}, matrix.step(0.2, -0.3, 0), ROUNDING);
            // averages 0.1 and -0.15, and of the sums -0.1 + 0.5 * -0.3 and 0.1 + 0.5 * 0.4: -0.25 and 0.3
            assertArrayEquals(new double[] {2, 2, 2}, matrix.step(-0.1, 0.1, 0), ROUNDING);
        }
    }

    @Test
    void aVectorIsLeftToAdam() {
        // rates of 0.3; averages 1 and (0.25 - 0.5) / 0.75, over 1
        double[] expected = {1.7, 1.7 + 0.3 / 3};
        String options = "betas = [0.5, 0.9], lr1d-factor = 3";
        assertArrayEquals(expected, path("mars", options, NO_DECAY, 1, -1), ROUNDING);
        // rates of 0.1, and no averages
        assertArrayEquals(new double[] {1.9, 2}, path("mars", "betas1d = [0, 0]", NO_DECAY, 1, -1), ROUNDING);
    }

    @Test
    void unlessItIsToBeReducedToo() {
        double[] expected = {1.9, 1.9 - 0.1 * 0.4 / 0.5};
        String options = HALF + ", optimize1d = true, lr1d-factor = 3, betas1d = [0, 0]";
        assertArrayEquals(expected, path("mars", options, NO_DECAY, 0.2, 0.4), ROUNDING);
    }
}
