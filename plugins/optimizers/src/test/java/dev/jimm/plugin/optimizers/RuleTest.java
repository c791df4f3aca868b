package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the reference runs do not reach: options that are not the defaults, by hand. */
class RuleTest {
    private static final double FLOAT = 1e-6;
    private static final List<Double> BETAS = List.of(0.9, 0.999);

    @Test
    void momentumDecaysThroughTheGradient() {
        ReferenceTraining training = train("momentum", new Sgd.Options(0.5, false), 0.1, 0.2);
        // velocity 1 + 0.2 * 2 = 1.4
        assertArrayEquals(new double[] {2 - 0.14}, training.values("a"), FLOAT);
        training.step(name -> new double[] {1});
        // velocity 0.5 * 1.4 + 1 + 0.2 * 1.86 = 2.072
        assertArrayEquals(new double[] {1.86 - 0.2072}, training.values("a"), FLOAT);
    }

    @Test
    void sgdWithoutMomentumFollowsTheGradient() {
        ReferenceTraining training = train("sgd", new Sgd.Options(0, true), 0.1, 0);
        assertArrayEquals(new double[] {1.9}, training.values("a"), FLOAT);
        training.step(name -> new double[] {1});
        assertArrayEquals(new double[] {1.8}, training.values("a"), FLOAT);
    }

    private static ReferenceTraining train(String name, Sgd.Options options, double rate, double weightDecay) {
        ReferenceTraining training = new ReferenceTraining(new Sgd().rule(name, options), rate, weightDecay);
        training.with("a", 2).step(any -> new double[] {1});
        return training;
    }

    @Test
    void lambClipsByTheNormOfAllGradients() {
        Map<String, double[]> gradients = Map.of("a", new double[] {3}, "b", new double[] {4});
        assertEquals(1 - 0.1 * 3 / 5, lambStep(true, 1.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 3 / 2, lambStep(true, 2.5, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 3, lambStep(true, 10.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.1 * 4, lambStep(true, null, gradients, "b"), FLOAT);
    }

    @Test
    void lambWithoutAveragingAddsWholeGradients() {
        Map<String, double[]> gradients = Map.of("a", new double[] {0.3}, "b", new double[] {0.4});
        assertEquals(1 - 0.3, lambStep(false, 1.0, gradients, "a"), FLOAT);
        assertEquals(1 - 0.4, lambStep(false, 1.0, gradients, "b"), FLOAT);
    }

    /**
     * A parameter that starts at 1, after a step along its averaged gradient: eps is so large that nothing else counts.
     */
    private static double lambStep(
            boolean gradAveraging, Double maxGradNorm, Map<String, double[]> gradients, String parameter) {
        double eps = 1e6;
        UpdateRule rule = new Lamb().rule("lamb", new Lamb.Options(BETAS, eps, false, gradAveraging, maxGradNorm));
        ReferenceTraining training =
                new ReferenceTraining(rule, eps, 0).with("a", 1).with("b", 1);
        training.step(gradients::get);
        return training.values(parameter)[0];
    }

    @Test
    void lambMovesAParameterOfZeros() {
        Lamb lamb = new Lamb();
        UpdateRule rule = lamb.rule("lamb", lamb.defaults("lamb"));
        ReferenceTraining training =
                new ReferenceTraining(rule, 0.1, 0.01).with("a", 0, 0).with("b", 3);
        training.step(name -> name.equals("a") ? new double[] {0.2, -0.2} : new double[] {0});
        assertArrayEquals(new double[] {-0.1, 0.1}, training.values("a"), 1e-5);
        // no gradient: only decay, whose step is scaled to the parameter's norm
        assertArrayEquals(new double[] {3 - 0.1 * 3}, training.values("b"), FLOAT);
    }

    @Test
    void lambStaysWhereDecayCancelsTheGradient() {
        // without averages the step of Adam is the gradient's sign: -1 + 0.5 * 2 = 0
        UpdateRule rule = new Lamb().rule("lamb", new Lamb.Options(List.of(0.0, 0.0), 0, false, true, null));
        ReferenceTraining training = new ReferenceTraining(rule, 0.1, 0.5).with("a", 2);
        training.step(name -> new double[] {-1});
        assertArrayEquals(new double[] {2}, training.values("a"));
    }
}
