package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adam and its nearest relatives. */
@Tag("engine")
class AdamTest {
    private static final String BETAS = "betas = [0, 0.5]";

    /** A gradient of 2 has left an average of 2, before correction: the second is 0.5 * 2 + 0.5 * 1 = 1.5. */
    @ParameterizedTest
    @ValueSource(strings = {"adam", "adamw"})
    void amsgradKeepsTheLargestSquare(String name) {
        double usual = 0.1 / Math.sqrt(1.5 / 0.75);
        double largest = 0.1 / Math.sqrt(2 / 0.75);
        assertArrayEquals(new double[] {1.9, 1.9 - usual}, path(name, BETAS, NO_DECAY, 2, 1), ROUNDING);
        assertArrayEquals(
                new double[] {1.9, 1.9 - largest}, path(name, BETAS + ", amsgrad = true", NO_DECAY, 2, 1), ROUNDING);
    }

    @Test
    void amsgradDecaysAsTheOthers() {
        double[] coupled = {2 - 0.1 * 3 / (3 + 1.0)};
        double[] decoupled = {2 * 0.95 - 0.1 * 2 / (2 + 1.0)};
        for (boolean amsgrad : new boolean[] {false, true}) {
            String options = "eps = 1, amsgrad = " + amsgrad;
            // a gradient of 2 + 0.5 * 2
            assertArrayEquals(coupled, path("adam", options, 0.5, 2), ROUNDING);
            assertArrayEquals(decoupled, path("adamw", options, 0.5, 2), ROUNDING);
        }
    }

    @Test
    void adaBeliefKeepsTheLargestVariance() {
        // surprises 2 - 1 and 0.5 - 0.75: variances 0.5 and 0.5 * 0.5 + 0.5 * 0.0625, before correction
        String options = "betas = [0.5, 0.5], eps = 0";
        double first = 2 - 0.1 * 2;
        double step = 0.1 * 0.75 / 0.75;
        assertArrayEquals(
                new double[] {first, first - step / Math.sqrt(0.28125 / 0.75)},
                path("adabelief", options, NO_DECAY, 2, 0.5),
                ROUNDING);
        assertArrayEquals(
                new double[] {first, first - step / Math.sqrt(0.5 / 0.75)},
                path("adabelief", options + ", amsgrad = true", NO_DECAY, 2, 0.5),
                ROUNDING);
    }

    /** Without a growth of the momentum it is 0.45 at all steps. */
    @Test
    void nadamAndNadamlegacyDifferInACorrection() {
        String options = "betas = [0.9, 0], eps = 0, momentum-decay = 0";
        double[] averages = {0.1, 0.19};
        double first = 0.55 / (1 - 0.45);
        double second = 0.55 / (1 - 0.2025);
        double legacyFirst = 2 - 0.1 * (first + averages[0] * 0.45 / (1 - 0.2025));
        double legacySecond = legacyFirst - 0.1 * (second + averages[1] * 0.45 / (1 - 0.091125));
        assertArrayEquals(
                new double[] {legacyFirst, legacySecond}, path("nadamlegacy", options, NO_DECAY, 1, 1), ROUNDING);
        double nadamFirst = 2 - 0.1 * (first + averages[0] * 0.45 / (1 - 0.091125));
        double nadamSecond = nadamFirst - 0.1 * (second + averages[1] * 0.45 / (1 - 0.2025 * 0.2025));
        assertArrayEquals(new double[] {nadamFirst, nadamSecond}, path("nadam", options, NO_DECAY, 1, 1), ROUNDING);
    }

    @Test
    void theMomentumOfNadamGrows() {
        // with a decay of 1: 0.9 * (1 - 0.5 * 0.96^t)
        double first = 0.9 * 0.52;
        double second = 0.9 * 0.5392;
        double step = (1 - first) / (1 - first) + 0.1 * second / (1 - first * second);
        assertArrayEquals(
                new double[] {2 - 0.1 * step},
                path("nadamlegacy", "betas = [0.9, 0], eps = 0, momentum-decay = 1", NO_DECAY, 1),
                ROUNDING);
    }
}
