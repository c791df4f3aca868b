package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Hessian that these trainings give is the gradient of the step. */
class AdaHessianTest {
    private static final String FORGETFUL = "betas = [0, 0]";

    @Test
    void estimatesEverySoManySteps() {
        assertEquals(List.of(1, 0, 0, 1, 0, 0, 1), phases("update-each = 3"));
        assertEquals(List.of(1, 1, 1, 1, 1, 1, 1), phases("update-each = 1"));
    }

    private static List<Integer> phases(String options) {
        UpdateRule rule = OneParameter.rule("adahessian", options);
        return LongStream.rangeClosed(1, 7).mapToObj(rule::phase).toList();
    }

    @Test
    void asksForSamplesWhereItEstimates() {
        UpdateRule rule = OneParameter.rule("adahessian", "update-each = 3, n-samples = 4");
        assertEquals(4, rule.hessianSamples(1));
        assertEquals(0, rule.hessianSamples(0));
    }

    @Test
    @Tag("engine")
    void restsOnTheLastEstimate() {
        double[] fresh = {1.9, 1.8, 1.7, 1.6};
        assertArrayEquals(fresh, path("adahessian", FORGETFUL, NO_DECAY, 0.5, 1, 0.25, 2), ROUNDING);
        // 0.5 / 0.5, 1 / 0.5, 0.25 / 0.5, and anew 2 / 2
        double[] rested = {1.9, 1.7, 1.65, 1.55};
        assertArrayEquals(
                rested, path("adahessian", FORGETFUL + ", update-each = 3", NO_DECAY, 0.5, 1, 0.25, 2), ROUNDING);
    }

    @Test
    @Tag("engine")
    void averagesGradientAndSquare() {
        // 1 and 1 over the root of 1; then (0.25 + 0.5 * 3) / 0.75 over that of (0.25 + 0.5 * 9) / 0.75, less decay
        double second = 1.75 / 0.75 / Math.sqrt(4.75 / 0.75);
        assertArrayEquals(
                new double[] {2 * 0.95 - 0.1, 1.8 * 0.95 - 0.1 * second},
                path("adahessian", "betas = [0.5, 0.5]", 0.5, 1, 3),
                ROUNDING);
    }

    @Test
    @Tag("engine")
    void dividesByAPowerOfTheCurvature() {
        assertArrayEquals(
                new double[] {2 - 0.1 * 0.25 / 0.5},
                path("adahessian", FORGETFUL + ", hessian-power = 0.5", NO_DECAY, 0.25),
                ROUNDING);
        assertArrayEquals(
                new double[] {2 - 0.1 * 0.25},
                path("adahessian", FORGETFUL + ", hessian-power = 0", NO_DECAY, 0.25),
                ROUNDING);
    }

    @Test
    @Tag("engine")
    void aKernelMayHaveOneCurvatureForAllPositions() {
        long[] kernel = {2, 1, 1, 2};
        double[] gradient = {1, -3, 2, 2};
        assertArrayEquals(new double[] {-0.1, 0.1, -0.1, -0.1}, firstStep("", kernel, gradient), ROUNDING);
        String averaged = ", avg-conv-kernel = true";
        double[] expected = {-0.05, 0.15, -0.1, -0.1};
        assertArrayEquals(expected, firstStep(averaged, kernel, gradient), ROUNDING);
        assertArrayEquals(expected, firstStep(averaged + ", update-each = 2", kernel, gradient), ROUNDING);
        assertArrayEquals(
                new double[] {-0.1, 0.1, -0.1, -0.1}, firstStep(averaged, new long[] {2, 2}, gradient), ROUNDING);
    }

    private static double[] firstStep(String options, long[] shape, double... gradient) {
        try (OneParameter parameter =
                new OneParameter("adahessian", FORGETFUL + options, NO_DECAY, shape, new double[gradient.length])) {
            return parameter.step(gradient);
        }
    }
}
