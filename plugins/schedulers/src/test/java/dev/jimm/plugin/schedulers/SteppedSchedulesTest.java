package dev.jimm.plugin.schedulers;

import static dev.jimm.plugin.schedulers.Given.schedule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Step, multistep, plateau and constant. */
class SteppedSchedulesTest {
    @Test
    void constant() {
        for (String name : new String[] {"constant", "none"}) {
            Given schedule = schedule(name, "", 3);
            schedule.assertRates(0, 1, 1, 1, 2, 1);
            assertEquals(3, schedule.trained());
        }
    }

    @Test
    void step() {
        schedule("step", "decay-epochs = 3, decay-rate = 0.5", 12).assertRates(0, 1, 2, 1, 3, 0.5, 6, 0.25, 11, 0.125);
    }

    @Test
    void stepDefaultsToATenthAfterNinetyEpochs() {
        schedule("step", "", 200).assertRates(89, 1, 90, 0.1, 180, 0.01);
    }

    /** As a double, 2.4 is a little less than 12 / 5, and 2.6 a little more than 13 / 5. */
    @Test
    void stepOfAFractionalLength() {
        schedule("step", "decay-epochs = 2.4, decay-rate = 0.5", 20)
                .assertRates(2, 1, 3, 0.5, 4, 0.5, 5, 0.25, 12, 0.03125);
        schedule("step", "decay-epochs = 2.6, decay-rate = 0.5", 20).assertRates(12, 0.0625, 13, 0.0625, 14, 0.03125);
    }

    @Test
    void stepByUpdates() {
        schedule("step", "decay-epochs = 1.5, decay-rate = 0.5, on-updates = true", 4)
                .updatesPerEpoch(4)
                .assertRates(5, 1, 6, 0.5, 11, 0.5, 12, 0.25);
    }

    @Test
    void stepWithWarmUp() {
        Given over = schedule("step", "decay-epochs = 3, decay-rate = 0.5, warmup-epochs = 4, warmup-lr = 0", 12);
        over.assertRates(0, 0, 3, 0.75, 4, 0.5, 6, 0.25);
        assertEquals(12, over.trained());
        Given before = schedule(
                "step",
                "decay-epochs = 3, decay-rate = 0.5, warmup-epochs = 4, warmup-lr = 0, warmup-prefix = true",
                12);
        before.assertRates(0, 0, 3, 0.75, 4, 1, 6, 1, 7, 0.5);
        assertEquals(16, before.trained());
    }

    @Test
    void multistepFallsOneEpochBeforeAMilestone() {
        schedule("multistep", "decay-milestones = [3, 6], decay-rate = 0.5", 8)
                .assertRates(0, 1, 1, 1, 2, 0.5, 4, 0.5, 5, 0.25, 8, 0.25);
    }

    @Test
    void multistepDefaultsToThreeHundredEpochs() {
        schedule("multistep", "", 300).assertRates(88, 1, 89, 0.1, 179, 0.01, 269, 0.001);
    }

    @Test
    void multistepByUpdates() {
        schedule("multistep", "decay-milestones = [3, 6], decay-rate = 0.5, on-updates = true", 8)
                .updatesPerEpoch(5)
                .assertRates(13, 1, 14, 0.5, 28, 0.5, 29, 0.25);
    }

    @Test
    void multistepWithWarmUp() {
        Given schedule = schedule(
                "multistep",
                "decay-milestones = [3], decay-rate = 0.5, warmup-epochs = 2, warmup-lr = 0, warmup-prefix = true",
                8);
        schedule.assertRates(0, 0, 1, 0.5, 2, 1, 3, 1, 4, 0.5);
        assertEquals(10, schedule.trained());
    }

    private static Given plateau(String options) {
        return schedule("plateau", "decay-rate = 0.5, patience-epochs = 1, " + options, 20);
    }

    @Test
    void plateauWaits() {
        Given schedule = plateau("");
        assertEquals(1, schedule.after());
        assertEquals(1, schedule.after(50, 60));
        assertEquals(1, schedule.after(50, 60, 55));
        assertEquals(0.5, schedule.after(50, 60, 55, 60));
        assertEquals(0.5, schedule.after(50, 60, 55, 60, 55));
        assertEquals(0.25, schedule.after(50, 60, 55, 60, 55, 55));
        assertEquals(20, schedule.trained());
    }

    @Test
    void plateauForgetsBadEpochsAtAnImprovement() {
        assertEquals(1, plateau("").after(50, 40, 60, 55));
        assertEquals(0.5, plateau("").after(50, 40, 60, 55, 55));
    }

    @Test
    void aThresholdAboveAllMayBeReached() {
        assertEquals(1, plateau("threshold = 2").after(1, 10, 100, 1000));
        assertEquals(0.5, plateau("threshold = 2").after(1, 2, 2.9));
        assertEquals(0.5, plateau("").after(Double.NaN, Double.NaN, 50));
    }

    @Test
    void plateauDefaultsToATenthAfterElevenBadEpochs() {
        Given schedule = schedule("plateau", "", 20);
        assertEquals(1, schedule.after(5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertEquals(0.1, schedule.after(5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    }

    /** A ten-thousandth of 60 is 0.006. */
    @Test
    void plateauIgnoresSmallImprovements() {
        assertEquals(0.5, plateau("").after(60, 60.005, 60.005));
        assertEquals(1, plateau("").after(60, 60.007, 60.007));
        assertEquals(1, plateau("threshold = 0").after(60, 60.005, 60.005));
    }

    @Test
    void plateauTakesNegativeMetrics() {
        assertEquals(0.5, plateau("threshold = 0.1").after(-1, -0.95, -1.05));
        assertEquals(1, plateau("threshold = 0.1").after(-1, -0.85, -1.05));
    }

    @Test
    void plateauTakesAMetricThatIsNoNumberAsBad() {
        assertEquals(0.5, plateau("").after(60, Double.NaN, Double.NaN));
    }

    @Test
    void plateauHasALowestRate() {
        Given schedule = plateau("min-lr = 0.3");
        assertEquals(0.5, schedule.after(9, 1, 1));
        assertEquals(0.3, schedule.after(9, 1, 1, 1, 1));
        assertEquals(0.3, schedule.after(9, 1, 1, 1, 1, 1, 1));
    }

    @Test
    void plateauLeavesOutAVerySmallReduction() {
        assertEquals(1, plateau("min-lr = 0.999999995").after(9, 1, 1));
        assertEquals(0.99999998, plateau("min-lr = 0.99999998").after(9, 1, 1));
    }

    @Test
    void plateauNeverRaisesARate() {
        assertEquals(1, plateau("min-lr = 2").after(9, 1, 1));
    }

    @Test
    void plateauDoesNotCountTheWarmUp() {
        Given schedule = plateau("warmup-epochs = 2, warmup-lr = 0.2");
        assertEquals(0.2, schedule.after());
        assertEquals(0.6, schedule.after(90), 1e-12);
        assertEquals(1, schedule.after(90, 1), 1e-12);
        assertEquals(1, schedule.after(90, 1, 50, 1));
        assertEquals(0.5, schedule.after(90, 1, 50, 1, 1));
        assertEquals(20, schedule.trained());
        assertEquals(22, plateau("warmup-epochs = 2, warmup-prefix = true").trained());
    }

    /** At epochs 2 and 3 the seed is 42 and 43; the noise of one epoch leaves the next alone. */
    @Test
    void plateauKeepsItsRateBelowTheNoise() {
        Given schedule = plateau("noise { range = [0.1, 0.15], seed = 40 }");
        assertEquals(1, schedule.after(9));
        assertEquals(1.3367, schedule.after(9, 1), 5e-5);
        assertEquals(0.5, schedule.after(9, 1, 1));
    }

    @Test
    void plateauHasNoNoiseInTheWarmUp() {
        Given schedule = plateau("warmup-epochs = 2, warmup-lr = 0.2, noise { range = [0], seed = 39 }");
        assertEquals(0.6, schedule.after(9), 1e-12);
        assertEquals(1, schedule.after(9, 9), 1e-12);
        assertEquals(1.3367, schedule.after(9, 9, 9), 5e-5);
    }
}
