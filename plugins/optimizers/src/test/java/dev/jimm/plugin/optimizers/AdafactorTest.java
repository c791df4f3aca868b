package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Adafactor and Big Vision's, where squares are kept as a whole: a first step is the gradient's sign. */
@Tag("engine")
class AdafactorTest {
    private static final String BIG_VISION = "adafactorbv";

    /** Of the square of 1 and that of the second gradient after two steps: 2^-0.8 is of the second. */
    private static double averaged(double second) {
        double part = 0.5743491774985175;
        return 1 - part + part * second * second;
    }

    @Test
    void theSecondSquareCountsByThePowerOfTwo() {
        double second = 0.5 / Math.sqrt(averaged(0.5));
        double[] expected = {1.9, 1.9 - 0.1 * second};
        assertArrayEquals(expected, path("adafactor", "", NO_DECAY, 1, 0.5), ROUNDING);
        assertArrayEquals(expected, path(BIG_VISION, "momentum = null", NO_DECAY, 1, 0.5), ROUNDING);
        // the square root of 2 for the other power
        double rooted = 0.5 / Math.sqrt(1 - Math.sqrt(0.5) + Math.sqrt(0.5) * 0.25);
        double[] other = {1.9, 1.9 - 0.1 * rooted};
        assertArrayEquals(other, path("adafactor", "decay-rate = -0.5", NO_DECAY, 1, 0.5), ROUNDING);
        assertArrayEquals(other, path(BIG_VISION, "momentum = null, decay-rate = 0.5", NO_DECAY, 1, 0.5), ROUNDING);
    }

    @Test
    void aCapLeavesMoreToTheSecondSquare() {
        // 0.25 * 1 + 0.75 * 4
        double[] expected = {1.9, 1.9 - 0.1 * 2 / Math.sqrt(3.25)};
        assertArrayEquals(expected, path(BIG_VISION, "momentum = null, beta2-cap = 0.25", NO_DECAY, 1, 2), ROUNDING);
    }

    @Test
    void adafactorLimitsStepsBeforeTheRate() {
        assertArrayEquals(
                new double[] {1.95, 1.9}, path("adafactor", "clip-threshold = 0.5", NO_DECAY, 1, 1), ROUNDING);
        // a second step of 2 / sqrt(...) is longer than 1
        assertArrayEquals(new double[] {1.9, 1.8}, path("adafactor", "", NO_DECAY, 1, 2), ROUNDING);
    }

    @Test
    void bigVisionShortensStepsAndNeverLengthensThem() {
        String options = "momentum = null, clipping-threshold = ";
        assertArrayEquals(new double[] {1.95}, path(BIG_VISION, options + 0.5, NO_DECAY, 3), ROUNDING);
        assertArrayEquals(new double[] {1.9}, path(BIG_VISION, options + 2, NO_DECAY, 3), ROUNDING);
        assertArrayEquals(
                new double[] {1.9, 1.9 - 0.1 * 2 / Math.sqrt(averaged(2))},
                path(BIG_VISION, "momentum = null", NO_DECAY, 1, 2),
                ROUNDING);
    }

    @Test
    void adafactorAveragesStepsWithTheirRates() {
        try (OneParameter one = OneParameter.vector("adafactor", "beta1 = 0.5", NO_DECAY, 2)) {
            // averages 0.5 * 0.1 and 0.5 * 0.05 + 0.5 * 0.2
            assertArrayEquals(new double[] {1.95}, one.step(1), ROUNDING);
            assertArrayEquals(new double[] {1.95 - 0.125}, one.stepAt(0.2, 1), ROUNDING);
        }
    }

    @Test
    void bigVisionAveragesStepsWithoutTheirRates() {
        String options = "momentum = 0.5, momentum-dtype = float32";
        try (OneParameter one = OneParameter.vector(BIG_VISION, options, NO_DECAY, 2)) {
            // averages 0.5 and 0.75
            assertArrayEquals(new double[] {1.95}, one.step(1), ROUNDING);
            assertArrayEquals(new double[] {1.95 - 0.2 * 0.75}, one.stepAt(0.2, 1), ROUNDING);
        }
    }

    @Test
    void momentumIsRoundedToBfloat16() {
        // 0.1 is 0x1.99999ap-4; with 8 significant bits 0x1.9ap-4
        assertArrayEquals(new double[] {2 - 0.1 * 0x1.9ap-4}, path(BIG_VISION, "", NO_DECAY, 1), 1e-7);
    }

    @Test
    void cautionTakesAnAverage() {
        String[] names = {"adafactor", "cadafactor"};
        for (String name : names) {
            try (OneParameter two = OneParameter.vector(name, "", NO_DECAY, 0, 0)) {
                two.step(1, 1);
                double disagreeing = -0.1 / Math.sqrt(averaged(0.1));
                assertArrayEquals(
                        new double[] {-0.1 - 0.1 * disagreeing, -0.2}, two.step(-0.1, 1), ROUNDING, () -> name);
            }
        }
        double[] usual = twoSteps("adafactor");
        double[] cautious = twoSteps("cadafactor");
        // averages 0.05 and then 0.5 * 0.05 - 0.05 * 0.1 / sqrt(...), whose gradient is negative, and 0.075
        double disagreeing = 0.025 - 0.005 / Math.sqrt(averaged(0.1));
        assertArrayEquals(new double[] {-0.05 - disagreeing, -0.125}, usual, ROUNDING);
        assertArrayEquals(new double[] {-0.05, -0.05 - 2 * 0.075}, cautious, ROUNDING);
    }

    private static double[] twoSteps(String name) {
        try (OneParameter two = OneParameter.vector(name, "beta1 = 0.5", NO_DECAY, 0, 0)) {
            two.step(1, 1);
            return two.step(-0.1, 1);
        }
    }
}
