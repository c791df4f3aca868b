package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A first gradient along the weight, which gives the momentum a part along it, and a second one across. */
@Tag("engine")
class ProjectionTest {
    private static final String SGDP = "momentum = 0.5, nesterov = false";

    @Test
    void aStepAcrossTheWeightLeavesItsLengthAlone() {
        try (OneParameter channels = new OneParameter("sgdp", SGDP, NO_DECAY, new long[] {2, 2}, 2, 0, 0, -2)) {
            assertArrayEquals(new double[] {1.9, 0, 0, -1.9}, channels.step(1, 0, 0, -1), ROUNDING);
            // momenta (0.5, 1) and (1, -0.5), without what lies along the channels
            assertArrayEquals(new double[] {1.9, -0.1, -0.1, -1.9}, channels.step(0, 1, 1, 0), ROUNDING);
        }
    }

    @Test
    void decayIsWeakThere() {
        try (OneParameter channels = new OneParameter("sgdp", SGDP, 0.5, new long[] {2, 2}, 2, 0, 0, -2)) {
            // 1 - 0.1 * 0.5 / (1 - 0.5) = 0.9, and then a tenth of that loss
            assertArrayEquals(new double[] {1.7, 0, 0, -1.7}, channels.step(1, 0, 0, -1), ROUNDING);
            assertArrayEquals(new double[] {1.7 * 0.99, -0.1, -0.1, -1.7 * 0.99}, channels.step(0, 1, 1, 0), ROUNDING);
        }
    }

    @Test
    void aVectorIsNeverProjected() {
        try (OneParameter vector = OneParameter.vector("sgdp", SGDP, 0.5, 2, 0)) {
            assertArrayEquals(new double[] {1.7, 0}, vector.step(1, 0), ROUNDING);
            assertArrayEquals(new double[] {1.7 * 0.9 - 0.05, -0.1}, vector.step(0, 1), ROUNDING);
        }
    }

    @Test
    void allChannelsMustAgree() {
        try (OneParameter channels = new OneParameter("sgdp", SGDP, NO_DECAY, new long[] {2, 2}, 2, 0, 0, 2)) {
            channels.step(1, 0, 0, 1);
            // the second gradient is along the second channel
            assertArrayEquals(new double[] {1.85, -0.1, 0, 1.75}, channels.step(0, 1, 0, 1), ROUNDING);
        }
    }

    @Test
    void channelsMayBeAcrossAsAWholeOnly() {
        try (OneParameter channels = new OneParameter("sgdp", SGDP, 0.5, new long[] {2, 2}, 2, 0, 2, 0)) {
            assertArrayEquals(new double[] {1.7, 0, 1.7, 0}, channels.step(1, 0, 1, 0), ROUNDING);
            // momenta 1.5 and -0.5, of which 0.5 is along the whole
            assertArrayEquals(
                    new double[] {1.7 * 0.99 - 0.1, 0, 1.7 * 0.99 + 0.1, 0}, channels.step(1, 0, -1, 0), ROUNDING);
        }
    }

    @Test
    void deltaTellsWhatIsAcross() {
        // the cosine is 0.6, and 0.6 * sqrt(2) is 0.849
        assertArrayEquals(new double[] {2 - 0.06, -0.08}, slanting("delta = 0.84"), ROUNDING);
        assertArrayEquals(new double[] {2, -0.08}, slanting("delta = 0.86"), ROUNDING);
    }

    private static double[] slanting(String options) {
        try (OneParameter row = new OneParameter("sgdp", SGDP + ", " + options, NO_DECAY, new long[] {1, 2}, 2, 0)) {
            return row.step(0.6, 0.8);
        }
    }

    @Test
    void adamIsProjectedAfterItsDivision() {
        String options = "betas = [0.5, 0.5], nesterov = false";
        try (OneParameter row = new OneParameter("adamp", options, NO_DECAY, new long[] {1, 2}, 2, 0)) {
            assertArrayEquals(new double[] {1.9, 0}, row.step(1, 0), ROUNDING);
            // the second average is 0.5 / 0.75, over the root of 0.5 / 0.75; the first one is along the weight
            assertArrayEquals(new double[] {1.9, -0.1 * Math.sqrt(0.5 / 0.75)}, row.step(0, 1), ROUNDING);
        }
    }

    @Test
    void adamDoesNotProjectAVector() {
        try (OneParameter row = OneParameter.vector("adamp", "betas = [0.5, 0.5], nesterov = false", NO_DECAY, 2, 0)) {
            row.step(1, 0);
            double first = 0.25 / 0.75 / Math.sqrt(0.25 / 0.75);
            assertArrayEquals(new double[] {1.9 - 0.1 * first, -0.1 * Math.sqrt(0.5 / 0.75)}, row.step(0, 1), ROUNDING);
        }
    }
}
