package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static dev.jimm.plugin.optimizers.OneParameter.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RAdam and rectified AdaBelief, which at a second beta of 0.999 take notice of squares from step 6 on. */
class RectificationTest {
    private static final double[] SIX = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3};

    /** With rho 5.9941637516 of 1999: the root of 1.9941637516 * 3.9941637516 * 1999 / (1995 * 1997 * 5.9941637516). */
    private static final double FACTOR = 0.0258211128;

    @ParameterizedTest
    @ValueSource(strings = {"radam", "radamw", "radabelief"})
    void thePhaseTurnsOnce(String name) {
        UpdateRule usual = OneParameter.rule(name, "");
        assertEquals(
                5,
                LongStream.range(1, 1000).filter(step -> usual.phase(step) == 0).count());
        assertEquals(0, usual.phase(5));
        assertEquals(1, usual.phase(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"radam", "radamw", "radabelief"})
    void neverWhereTheAverageIsShort(String name) {
        // 2 / (1 - 0.5) - 1 = 3 is not above 5, nor is the 5 of 2/3
        for (String betas : new String[] {"betas = [0.9, 0.5]", "betas = [0.9, 0.6666]"}) {
            UpdateRule rule = OneParameter.rule(name, betas);
            assertEquals(
                    0,
                    LongStream.range(1, 1000)
                            .filter(step -> rule.phase(step) != 0)
                            .count());
        }
    }

    @Test
    void adaBeliefIsNotRectifiedUnlessAsked() {
        assertEquals(0, OneParameter.rule("adabelief", "").phase(6));
    }

    @Test
    @Tag("engine")
    void stepsFollowTheAverageUntilThen() {
        double[] expected = {1.97, 1.94, 1.91, 1.88, 1.85, 1.85 - 0.1 * FACTOR};
        assertArrayEquals(expected, path("radam", "", NO_DECAY, SIX), ROUNDING);
    }

    @Test
    @Tag("engine")
    void adaBeliefFollowsTheAverageOrWaits() {
        double last = lastStep();
        double[] following = {1.97, 1.94, 1.91, 1.88, 1.85, 1.85 - last};
        assertArrayEquals(following, path("radabelief", "", NO_DECAY, SIX), ROUNDING);
        double[] waiting = {2, 2, 2, 2, 2, 2 - last};
        assertArrayEquals(waiting, path("radabelief", "degenerated-to-sgd = false", NO_DECAY, SIX), ROUNDING);
    }

    /** The sixth: the average of the gradient at step t lags behind it by 0.3 * 0.9^t. */
    private static double lastStep() {
        double variance = 0;
        for (int step = 1; step <= SIX.length; step++) {
            double lag = 0.3 * Math.pow(0.9, step);
            variance = 0.999 * variance + 0.001 * lag * lag;
        }
        return 0.1 * FACTOR * 0.3 / Math.sqrt(variance / (1 - Math.pow(0.999, 6)));
    }

    @Test
    @Tag("engine")
    void waitingStillDecays() {
        double[] expected = {1.9, 1.9 * 0.95, 1.9 * 0.95 * 0.95};
        assertArrayEquals(
                expected, path("radabelief", "degenerated-to-sgd = false", 0.5, Arrays.copyOf(SIX, 3)), ROUNDING);
    }
}
