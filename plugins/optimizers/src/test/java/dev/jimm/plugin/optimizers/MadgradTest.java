package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With gradients of 1 the sums of gradients and of squares are the same. */
@Tag("engine")
class MadgradTest {
    private static final double FIRST_SUM = 0.1;
    private static final double SECOND_SUM = 0.1 + 0.1 * Math.sqrt(2);

    /** How far from the start: the sum over its cube root. */
    private static double travelled(double sum) {
        return Math.pow(sum, 2.0 / 3);
    }

    @Test
    void withoutMomentumTheStartIsRecovered() {
        assertArrayEquals(
                new double[] {2 - travelled(FIRST_SUM), 2 - travelled(SECOND_SUM)},
                path("madgrad", "momentum = 0, eps = 1e-12", NO_DECAY, 1, 1),
                ROUNDING);
    }

    @Test
    void withMomentumAPartOfTheWayIsGone() {
        double first = 0.75 * 2 + 0.25 * (2 - travelled(FIRST_SUM));
        double second = 0.75 * first + 0.25 * (2 - travelled(SECOND_SUM));
        assertArrayEquals(
                new double[] {first, second}, path("madgrad", "momentum = 0.75, eps = 0", NO_DECAY, 1, 1), ROUNDING);
    }

    @Test
    void theStartIsThatBeforeDecay() {
        // 2 * 0.95 is the parameter, and 2 the start
        double first = 0.75 * 1.9 + 0.25 * (2 - travelled(FIRST_SUM));
        assertArrayEquals(new double[] {first}, path("madgradw", "momentum = 0.75, eps = 0", 0.5, 1), ROUNDING);
        assertArrayEquals(
                new double[] {1.9 - travelled(FIRST_SUM)},
                path("madgradw", "momentum = 0, eps = 1e-12", 0.5, 1),
                ROUNDING);
    }

    @Test
    void epsIsAddedToTheRootAndToTheRate() {
        double sum = 0.1 + 0.025;
        assertArrayEquals(
                new double[] {2 - sum / (0.5 + 0.025)},
                path("madgrad", "momentum = 0, eps = 0.025", NO_DECAY, 1),
                ROUNDING);
    }
}
