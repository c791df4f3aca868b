package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class KronTest {
    /** Leaves the preconditioner at the identity. */
    private static final String UNFITTED = "precond-lr = 1e-12";

    private static final double LARGEST_MEAN = 1.1;

    @Test
    void aNumberIsPreconditionedAsAVectorOfOneValue() {
        try (OneParameter number = new OneParameter("kron", UNFITTED, OneParameter.NO_DECAY, new long[0], 2)) {
            assertArrayEquals(new double[] {1.95}, number.step(0.5), OneParameter.ROUNDING);
            // the momentum 0.9 * 0.05 + 0.1 * 11, over 1 - 0.81, is 6.03: a step has a mean of 1.1 at most
            assertArrayEquals(new double[] {1.95 - 0.11}, number.step(11), OneParameter.ROUNDING);
        }
    }

    @Test
    void aFlattenedKernelKeepsItsOrder() {
        long[] shape = {24, 18, 3, 3};
        double[] gradient = Gradients.of("kernel", shape);
        double[] start = new double[gradient.length];
        try (OneParameter kernel =
                new OneParameter("kron", UNFITTED + ", flatten = true", OneParameter.NO_DECAY, shape, start)) {
            double[] expected =
                    Arrays.stream(gradient).map(g -> -OneParameter.RATE * g).toArray();
            assertArrayEquals(expected, kernel.step(gradient), OneParameter.ROUNDING);
        }
    }

    @Test
    void aPreconditionerMovesTowardsWhiteNoise() {
        // a gradient of 0 is less than any noise, one of 1e6 more: the factor moves by all of precond-lr
        assertFactor(1.1 * 1.1, 0);
        assertFactor(0.9 * 0.9, 1e6);
    }

    /** That a factor is as expected after two steps. */
    private static void assertFactor(double expected, double gradient) {
        try (OneParameter one = OneParameter.vector("kron", "precond-lr = 0.1", OneParameter.NO_DECAY, 2)) {
            one.step(gradient);
            one.step(gradient);
            assertArrayEquals(new double[] {expected}, one.state("Q_0"), OneParameter.ROUNDING);
        }
    }

    @Test
    void theScaleOfThePreconditionerIsSharedByItsFactors() {
        String options = UNFITTED + ", precond-init-scale = 0.25";
        try (OneParameter row = new OneParameter("kron", options, OneParameter.NO_DECAY, new long[] {1, 2}, 0, 0)) {
            // each factor is the root of 0.25, and both are applied twice
            double scale = Math.pow(0.25, 2) * OneParameter.RATE;
            assertArrayEquals(new double[] {-3 * scale, 4 * scale}, row.step(3, -4), OneParameter.ROUNDING);
            assertArrayEquals(new double[] {0.5}, row.state("Q_0"), OneParameter.ROUNDING);
            assertArrayEquals(new double[] {0.5, 0, 0, 0.5}, row.state("Q_1"), OneParameter.ROUNDING);
        }
    }

    @Test
    void aLongStepIsCutDown() {
        try (OneParameter vector = OneParameter.vector("kron", UNFITTED, OneParameter.NO_DECAY, 0, 0)) {
            double[] values = vector.step(30, 40);
            assertEquals(LARGEST_MEAN * OneParameter.RATE, Math.hypot(values[0], values[1]) / Math.sqrt(2), 1e-6);
            assertEquals(0.75, values[0] / values[1], 1e-6);
        }
    }
}
