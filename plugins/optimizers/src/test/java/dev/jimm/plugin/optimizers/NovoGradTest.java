package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class NovoGradTest {
    @Test
    void theAverageBeginsWithTheFirstNormThatIsNotZero() {
        try (OneParameter two = OneParameter.vector("novograd", "betas = [0.5, 0.5]", NO_DECAY, 2, 2)) {
            assertArrayEquals(new double[] {2, 2}, two.step(0, 0));
            // over the root of 25
            assertArrayEquals(new double[] {1.94, 1.92}, two.step(3, 4), ROUNDING);
            assertArrayEquals(new double[] {25}, two.state("exp_avg_sq"), ROUNDING);
            // the square falls to 12.5; the momentum is half of the last
            assertArrayEquals(new double[] {1.91, 1.88}, two.step(0, 0), ROUNDING);
            assertArrayEquals(new double[] {12.5}, two.state("exp_avg_sq"), ROUNDING);
        }
    }

    @Test
    void decayGoesIntoTheMomentum() {
        try (OneParameter one = OneParameter.vector("novograd", "betas = [0.5, 0.5]", 0.5, 2)) {
            // 3 / 3 + 0.5 * 2, and half of that + 0.5 * 1.8
            assertArrayEquals(new double[] {1.8}, one.step(3), ROUNDING);
            assertArrayEquals(new double[] {1.8 - 0.1 * 1.9}, one.step(0), ROUNDING);
        }
    }

    @Test
    void averagingTakesAPartOfGradientAndDecay() {
        try (OneParameter one = OneParameter.vector("novograd", "betas = [0.75, 0.5], grad-averaging = true", 0.5, 2)) {
            assertArrayEquals(new double[] {2 - 0.1 * 0.25 * 2}, one.step(3), ROUNDING);
        }
    }

    @Test
    void amsgradKeepsTheLargestSquare() {
        assertSecondStep("amsgrad = false", 0.5 / Math.sqrt((25 + 0.25) / 2));
        assertSecondStep("amsgrad = true", 0.5 / 5);
    }

    private static void assertSecondStep(String options, double step) {
        try (OneParameter one = OneParameter.vector("novograd", "betas = [0, 0.5], " + options, NO_DECAY, 2)) {
            assertArrayEquals(new double[] {1.9}, one.step(5), ROUNDING);
            assertArrayEquals(new double[] {1.9 - 0.1 * step}, one.step(0.5), ROUNDING);
        }
    }
}
