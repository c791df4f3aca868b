package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PyTorch's RMSprop and TensorFlow's, whose square starts at 1. */
@Tag("engine")
class RmsPropTest {
    private static final String CENTERED = "alpha = 0.5, momentum = 0, centered = true, eps = ";

    @Test
    void theCenteredOneDividesByTheDeviation() {
        // squares 0.5 and 0.75, means 0.5 and 0.75
        double[] expected = {2 - 0.1 / Math.sqrt(0.25), 1.8 - 0.1 / Math.sqrt(0.1875)};
        assertArrayEquals(expected, path("rmsprop", CENTERED + 0, NO_DECAY, 1, 1), ROUNDING);
        // squares 1 and 1
        double second = 1 / Math.sqrt(1 - 0.5625);
        assertArrayEquals(
                new double[] {2 - 0.1 / Math.sqrt(0.75), 2 - 0.1 / Math.sqrt(0.75) - 0.1 * second},
                path("rmsproptf", CENTERED + 0, NO_DECAY, 1, 1),
                ROUNDING);
    }

    @Test
    void epsIsAddedToTheRootOrUnderIt() {
        assertArrayEquals(new double[] {2 - 0.1 / (0.5 + 0.5)}, path("rmsprop", CENTERED + 0.5, NO_DECAY, 1), ROUNDING);
        assertArrayEquals(
                new double[] {2 - 0.1 / Math.sqrt(0.75 + 0.25)},
                path("rmsproptf", CENTERED + 0.25, NO_DECAY, 1),
                ROUNDING);
    }

    @Test
    void theRateScalesWhatEntersTheVelocityOrWhatItDoes() {
        // gradients of 1 keep the square at 1
        assertArrayEquals(new double[] {1.9, 1.9 - (0.05 + 0.01)}, atAFallingRate("rmsproptf", true), ROUNDING);
        assertArrayEquals(new double[] {1.9, 1.9 - 0.01 * 1.5}, atAFallingRate("rmsproptf", false), ROUNDING);
        assertArrayEquals(new double[] {1.9, 1.9 - 0.01 * 1.5}, atAFallingRate("crmsproptf", false), ROUNDING);
    }

    private static double[] atAFallingRate(String name, boolean lrInMomentum) {
        String options = "momentum = 0.5, eps = 0, lr-in-momentum = " + lrInMomentum;
        try (OneParameter one = OneParameter.vector(name, options, NO_DECAY, 2)) {
            return new double[] {one.step(1)[0], one.stepAt(0.01, 1)[0]};
        }
    }
}
