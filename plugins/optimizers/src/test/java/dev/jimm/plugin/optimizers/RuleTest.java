package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the reference runs do not reach: options that are not the defaults, by hand. */
@Tag("engine")
class RuleTest {
    private static final float FLOAT = 1e-6f;
    private static final List<Double> BETAS = List.of(0.9, 0.999);

    @Test
    void momentumDecaysThroughTheGradient() {
        // velocities 1 + 0.2 * 2 = 1.4 and 0.5 * 1.4 + 1 + 0.2 * 1.86 = 2.072
        assertSgd(new Sgd.Options(0.5, 0, false), 0.2, 2 - 0.14, 1.86 - 0.2072);
    }

    @Test
    void nesterovLooksAheadAlongTheVelocity() {
        // velocities 1 and 1.5; steps 1 + 0.5 * 1 and 1 + 0.5 * 1.5
        assertSgd(new Sgd.Options(0.5, 0, true), 0, 2 - 0.15, 1.85 - 0.175);
    }

    @Test
    void dampeningSparesTheFirstGradient() {
        // velocities 1 and 0.5 * 1 + 0.75 * 1
        assertSgd(new Sgd.Options(0.5, 0.25, false), 0, 2 - 0.1, 1.9 - 0.125);
    }

    @Test
    void sgdWithoutMomentumFollowsTheGradient() {
        assertSgd(new Sgd.Options(0, 0, true), 0, 1.9, 1.8);
    }

    /** Two steps of a parameter that starts at 2 with a gradient of 1, at a rate of 0.1. */
    private static void assertSgd(Sgd.Options options, double weightDecay, double first, double second) {
        UpdateRule rule = new Sgd().rule("sgd", options);
        try (Training training = Training.of(rule, 0.1, weightDecay, Map.of("a", new float[] {2}))) {
            training.step(param -> new float[] {1});
            assertEquals(first, training.values("a")[0], FLOAT);
            training.step(param -> new float[] {1});
            assertEquals(second, training.values("a")[0], FLOAT);
        }
    }

    @Test
    void lambClipsByTheNormOfAllGradients() {
        Map<String, float[]> gradients = Map.of("a", new float[] {3}, "b", new float[] {4});
        assertEquals(1 - 0.1 * 3 / 5, lambStep(true, 1.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 3 / 2, lambStep(true, 2.5, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 3, lambStep(true, 10.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 4, lambStep(true, null, gradients, "b"), FLOAT);
    }

    @Test
    void lambWithoutAveragingAddsWholeGradients() {
        Map<String, float[]> gradients = Map.of("a", new float[] {0.3f}, "b", new float[] {0.4f});
        assertEquals(1 - 0.3, lambStep(false, 1.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.4, lambStep(false, 1.0, gradients, "b"), FLOAT);
    }

    /**
     * A parameter that starts at 1, after a step along its averaged gradient: eps is so large that nothing else counts.
     */
    private static double lambStep(
            boolean gradAveraging, Double maxGradNorm, Map<String, float[]> gradients, String parameter) {
        double eps = 1e6;
        UpdateRule rule = lamb(BETAS, eps, gradAveraging, maxGradNorm);
        try (Training training = Training.of(rule, eps, 0, Map.of("a", new float[] {1}, "b", new float[] {1}))) {
            training.step(param -> gradients.get(param.name()));
            return training.values(parameter)[0];
        }
    }

    private static UpdateRule lamb(List<Double> betas, double eps, boolean gradAveraging, Double maxGradNorm) {
        return new Lamb()
                .rule(
                        "lamb",
                        new Lamb.Options(
                                betas, eps, false, gradAveraging, maxGradNorm, false, false, false, false, false));
    }

    @Test
    void lambMovesAParameterOfZeros() {
        Lamb lamb = new Lamb();
        UpdateRule rule = lamb.rule("lamb", lamb.defaults("lamb"));
        try (Training training = Training.of(rule, 0.1, 0.01, Map.of("a", new float[2], "b", new float[] {3}))) {
            training.step(param -> param.name().equals("a") ? new float[] {0.2f, -0.2f} : new float[1]);
            assertArrayEquals(new float[] {-0.1f, 0.1f}, training.values("a"), 1e-5f);
            // no gradient: only decay, whose step is scaled to the parameter's norm
            assertArrayEquals(new float[] {3 - 0.1f * 3}, training.values("b"), FLOAT);
        }
    }

    @Test
    void lambStaysWhereDecayCancelsTheGradient() {
        // without averages the step of Adam is the gradient's sign: -1 + 0.5 * 2 = 0
        UpdateRule rule = lamb(List.of(0.0, 0.0), 0, true, null);
        try (Training training = Training.of(rule, 0.1, 0.5, Map.of("a", new float[] {2}))) {
            training.step(param -> new float[] {-1});
            assertArrayEquals(new float[] {2}, training.values("a"));
        }
    }
}
