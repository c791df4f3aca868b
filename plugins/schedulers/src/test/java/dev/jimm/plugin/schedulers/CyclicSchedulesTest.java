package dev.jimm.plugin.schedulers;

import static dev.jimm.plugin.schedulers.Given.schedule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Cosine, tanh and poly, and what they share. */
class CyclicSchedulesTest {
    @Test
    void cosine() {
        schedule("cosine", "min-lr = 0.2", 12).assertRates(0, 1, 4, 0.8, 6, 0.6, 8, 0.4, 12, 0.2, 1000, 0.2);
    }

    @Test
    void cosineFallsToZero() {
        schedule("cosine", "", 12).assertRates(0, 1, 4, 0.75, 8, 0.25, 12, 0);
    }

    /** The square root of a quarter is a half. */
    @Test
    void cosineWithKDecay() {
        schedule("cosine", "k-decay = 0.5", 12).assertRates(0, 1, 3, 0.5, 12, 0);
        schedule("cosine", "k-decay = 2", 12).assertRates(0, 1, 6, 0.5 + Math.sqrt(0.125), 12, 0);
    }

    /** (1 - tanh y) / 2 = 1 / (1 + exp 2y), and y = 10 x - 7. */
    @Test
    void tanh() {
        schedule("tanh", "", 10).assertRates(0, 1, 1, 1 / (1 + Math.exp(-12)), 7, 0.5, 9, 1 / (1 + Math.exp(4)), 10, 0);
    }

    @Test
    void tanhBetweenOtherBounds() {
        schedule("tanh", "lb = -1, ub = 1, min-lr = 0.5", 10)
                .assertRates(0, 1, 5, 0.75, 9, 0.5 + 0.5 / (1 + Math.exp(1.6)), 10, 0.5);
    }

    @Test
    void poly() {
        schedule("poly", "power = 2", 10).assertRates(0, 1, 5, 0.25, 9, 0.01, 10, 0);
        schedule("poly", "power = 0.5, min-lr = 0.2", 4).assertRates(0, 1, 3, 0.6, 4, 0.2, 9, 0.2);
    }

    @Test
    void polyHasThePowerOfTimmsDecayRate() {
        schedule("poly", "", 10).assertRates(5, 0.9330329915368074);
    }

    @Test
    void polyWithKDecay() {
        schedule("poly", "power = 1, k-decay = 2", 10).assertRates(0, 1, 5, 0.75, 8, 0.36, 10, 0);
    }

    @Test
    void warmUpCoversTheBeginning() {
        Given schedule = schedule("cosine", "warmup-epochs = 4, warmup-lr = 0.2", 12);
        schedule.assertRates(0, 0.2, 1, 0.4, 2, 0.6, 3, 0.8, 4, 0.75, 6, 0.5, 12, 0);
        assertEquals(12, schedule.trained());
    }

    @Test
    void warmUpBeforeTheBeginning() {
        Given schedule = schedule("cosine", "warmup-epochs = 4, warmup-lr = 0.2, warmup-prefix = true", 12);
        schedule.assertRates(0, 0.2, 1, 0.4, 2, 0.6, 3, 0.8, 4, 1, 8, 0.75, 10, 0.5, 16, 0);
        assertEquals(16, schedule.trained());
    }

    @Test
    void warmUpStartsEqualForAllGroups() {
        Given schedule = schedule("poly", "warmup-epochs = 4", 12);
        assertEquals(1e-5, schedule.rate(1, 0));
        assertEquals(1e-5, schedule.rate(0.1, 0));
        assertEquals(0.5 * (1e-5 + 0.1), schedule.rate(0.1, 2), 1e-15);
    }

    @Test
    void warmUpMeetsTheTangent() {
        schedule("tanh", "warmup-epochs = 7, warmup-lr = 0.15", 10).assertRates(0, 0.15, 2, 0.25, 6, 0.45, 7, 0.5);
        schedule("tanh", "warmup-epochs = 7, warmup-lr = 0.3, warmup-prefix = true", 10)
                .assertRates(0, 0.3, 2, 0.5, 6, 0.9, 14, 0.5);
    }

    @Test
    void longerCycles() {
        Given schedule = schedule("cosine", "cycle { mul = 2, decay = 0.5, limit = 3 }", 4);
        schedule.assertRates(0, 1, 2, 0.5, 4, 0.5, 8, 0.25, 12, 0.25, 20, 0.125, 28, 0, 29, 0);
        assertEquals(28, schedule.trained());
    }

    @Test
    void equalCycles() {
        Given schedule = schedule("poly", "power = 1, min-lr = 0.1, cycle { decay = 0.6, limit = 2 }", 4);
        schedule.assertRates(0, 1, 2, 0.55, 4, 0.6, 6, 0.35, 8, 0.1, 100, 0.1);
        assertEquals(8, schedule.trained());
    }

    /** 8 and 4 epochs; without a limit, all cycles together would be over after 16. */
    @Test
    void shorterCycles() {
        Given schedule = schedule("cosine", "cycle { mul = 0.5, decay = 1, limit = 2 }", 8);
        schedule.assertRates(0, 1, 4, 0.5, 8, 1, 10, 0.5, 12, 0, 16, 0, 17, 0);
        assertEquals(12, schedule.trained());
        assertEquals(10, schedule("cosine", "cycle { mul = 0.5, limit = 2 }", 7).trained());
    }

    @Test
    void coolDownIsLongerAtTheLowestRate() {
        Given schedule = schedule("tanh", "cooldown-epochs = 3, min-lr = 0.1", 10);
        schedule.assertRates(10, 0.1, 12, 0.1);
        assertEquals(13, schedule.trained());
    }

    @Test
    void everythingTogetherMakesTheTrainingLonger() {
        String options = "cooldown-epochs = 2, warmup-epochs = 5, warmup-prefix = true, cycle { mul = 2, limit = 2 }";
        assertEquals(37, schedule("cosine", options, 10).trained());
        assertEquals(
                37,
                schedule("cosine", options + ", on-updates = true", 10)
                        .updatesPerEpoch(7)
                        .trained());
    }

    @Test
    void everyUpdateHasItsRate() {
        schedule("poly", "power = 1, on-updates = true", 2)
                .updatesPerEpoch(5)
                .assertRates(0, 1, 1, 0.9, 5, 0.5, 9, 0.1, 10, 0);
    }

    @Test
    void lengthsAreEpochsWithUpdatesToo() {
        schedule("poly", "power = 1, on-updates = true, warmup-epochs = 1, warmup-lr = 0, warmup-prefix = true", 2)
                .updatesPerEpoch(5)
                .assertRates(0, 0, 1, 0.2, 4, 0.8, 5, 1, 6, 0.9, 15, 0);
    }
}
