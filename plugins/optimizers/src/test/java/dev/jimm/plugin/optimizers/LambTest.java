package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.RATE;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class LambTest {
    /** Makes the step that of Adam without averages, the gradient's sign. */
    private static final String SIGN = "betas = [0, 0], eps = 0, max-grad-norm = null";

    @Test
    void clipsByTheNormOfAllGradients() {
        Map<String, float[]> gradients = Map.of("a", new float[] {3}, "b", new float[] {4});
        assertEquals(1 - 0.1 * 3 / 5, step("max-grad-norm = 1", gradients, "a"), ROUNDING);
        assertEquals(1 - 0.1 * 3 / 2, step("max-grad-norm = 2.5", gradients, "a"), ROUNDING);
        assertEquals(1 - 0.1 * 3, step("max-grad-norm = 10", gradients, "a"), ROUNDING);
        assertEquals(1 - 0.1 * 4, step("max-grad-norm = null", gradients, "b"), ROUNDING);
    }

    @Test
    void withoutAveragingAddsWholeGradients() {
        Map<String, float[]> gradients = Map.of("a", new float[] {0.3f}, "b", new float[] {0.4f});
        assertEquals(1 - 0.3, step("grad-averaging = false", gradients, "a"), ROUNDING);
        assertEquals(1 - 0.4, step("grad-averaging = false", gradients, "b"), ROUNDING);
    }

    /**
     * A parameter that starts at 1, after a step along its averaged gradient: eps is so large that nothing else counts.
     */
    private static double step(String options, Map<String, float[]> gradients, String parameter) {
        UpdateRule rule = OneParameter.rule("lamb", "eps = 1e6, bias-correction = false, " + options);
        try (Training training = Training.of(rule, 1e6, NO_DECAY, Map.of("a", new float[] {1}, "b", new float[] {1}))) {
            training.step(param -> gradients.get(param.name()));
            return training.values(parameter)[0];
        }
    }

    @Test
    void correctsAveragesWhenAsked() {
        String options = "betas = [0.5, 0.75], max-grad-norm = null, bias-correction = ";
        assertArrayEquals(new double[] {1.9}, path("lamb", options + true, NO_DECAY, 3), ROUNDING);
        // 0.5 * 3 over the root of 0.25 * 9
        assertArrayEquals(new double[] {2 - 0.1 * 1.5 / 1.5}, path("lamb", options + false, NO_DECAY, 3), ROUNDING);
        assertArrayEquals(
                new double[] {2 - 0.1 * 0.5 / Math.sqrt(0.5)},
                path("lamb", "betas = [0.5, 0.5], max-grad-norm = null, bias-correction = false", NO_DECAY, 3),
                ROUNDING);
    }

    @Test
    void movesAParameterOfZeros() {
        UpdateRule rule = OneParameter.rule("lamb", "");
        try (Training training = Training.of(rule, RATE, 0.01, Map.of("a", new float[2], "b", new float[] {3}))) {
            training.step(param -> param.name().equals("a") ? new float[] {0.2f, -0.2f} : new float[1]);
            assertArrayEquals(new float[] {-0.1f, 0.1f}, training.values("a"), 1e-5f);
            // no gradient: only decay, whose step is scaled to the parameter's norm
            assertArrayEquals(new float[] {3 - 0.1f * 3}, training.values("b"), (float) ROUNDING);
        }
    }

    @Test
    void staysWhereDecayCancelsTheGradient() {
        // -1 + 0.5 * 2
        assertArrayEquals(new double[] {2}, path("lamb", SIGN, 0.5, -1));
    }

    @Test
    void adaptsWithoutDecayWhenAsked() {
        assertArrayEquals(new double[] {1.9}, path("lamb", SIGN, NO_DECAY, 5), ROUNDING);
        assertArrayEquals(
                new double[] {2 - 0.1 * 2}, path("lamb", SIGN + ", always-adapt = true", NO_DECAY, 5), ROUNDING);
    }

    @Test
    void clipsTheRatio() {
        String options = SIGN + ", always-adapt = true";
        try (OneParameter large = OneParameter.vector("lambc", options, NO_DECAY, 4);
                OneParameter small = OneParameter.vector("lambc", options, NO_DECAY, 0.5)) {
            assertArrayEquals(new double[] {3.9}, large.step(5), ROUNDING);
            assertArrayEquals(new double[] {0.5 - 0.1 * 0.5}, small.step(5), ROUNDING);
        }
    }

    @Test
    void decoupledDecayComesBeforeTheRatio() {
        // 2 * (1 - 0.1 * 0.5) = 1.9, which is the ratio too
        assertArrayEquals(new double[] {1.9 - 0.1 * 1.9}, path("lambw", SIGN, 0.5, 5), ROUNDING);
        // and in the step: 1 + 0.5 * 2, at a ratio of 2 / 2
        assertArrayEquals(new double[] {2 - 0.1 * 2}, path("lamb", SIGN, 0.5, 5), ROUNDING);
    }
}
