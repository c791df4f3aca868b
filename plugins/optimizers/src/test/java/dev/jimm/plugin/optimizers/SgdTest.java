package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SGD and the rules that share its velocity, with gradients of 1. */
@Tag("engine")
class SgdTest {
    private static final String DAMPENED = "momentum = 0.5, dampening = 0.25, nesterov = false";

    @Test
    void momentumDecaysThroughTheGradient() {
        // velocities 1 + 0.2 * 2 = 1.4 and 0.5 * 1.4 + 1 + 0.2 * 1.86 = 2.072
        assertArrayEquals(
                new double[] {2 - 0.14, 1.86 - 0.2072}, path("momentum", "momentum = 0.5", 0.2, 1, 1), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "sgdw", "nlars", "sgdp"})
    void nesterovLooksAheadAlongTheVelocity(String name) {
        // velocities 1 and 1.5; steps 1 + 0.5 * 1 and 1 + 0.5 * 1.5
        assertArrayEquals(
                new double[] {2 - 0.15, 1.85 - 0.175}, path(name, "momentum = 0.5", NO_DECAY, 1, 1), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "sgdw", "lars"})
    void dampeningSparesTheFirstGradient(String name) {
        // velocities 1, 0.5 * 1 + 0.75 * 1 and 0.5 * 1.25 + 0.75 * 1
        double[] expected = {1.9, 1.9 - 0.125, 1.775 - 0.1375};
        assertArrayEquals(expected, path(name, DAMPENED, NO_DECAY, 1, 1, 1), ROUNDING);
    }

    @Test
    void butNotThatOfSgdp() {
        // velocities 0.75 and 0.5 * 0.75 + 0.75 * 1
        assertArrayEquals(new double[] {2 - 0.075, 1.925 - 0.1125}, path("sgdp", DAMPENED, NO_DECAY, 1, 1), ROUNDING);
    }

    @Test
    void aDampenedGradientTakesItsDecayAlong() {
        // velocities 1 + 0.2 * 2 and 0.5 * 1.4 + 0.75 * (1 + 0.2 * 1.86)
        assertArrayEquals(new double[] {1.86, 1.86 - 0.1729}, path("sgd", DAMPENED, 0.2, 1, 1), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "sgdw", "nlars", "sgdp"})
    void withoutMomentumEveryStepFollowsTheGradient(String name) {
        assertArrayEquals(new double[] {1.9, 1.8}, path(name, "momentum = 0", NO_DECAY, 1, 1), ROUNDING);
    }

    @Test
    void theRateScalesTheVelocityAfterwards() {
        try (OneParameter one = OneParameter.vector("momentum", "momentum = 0.5", NO_DECAY, 2)) {
            assertArrayEquals(new double[] {1.9}, one.step(1), ROUNDING);
            assertArrayEquals(new double[] {1.9 - 0.01 * 1.5}, one.stepAt(0.01, 1), ROUNDING);
        }
    }
}
