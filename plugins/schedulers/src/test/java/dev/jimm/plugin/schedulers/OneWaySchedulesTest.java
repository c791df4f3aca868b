package dev.jimm.plugin.schedulers;

import static dev.jimm.plugin.schedulers.Given.schedule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** One-cycle, and warm-up, stable, decay. */
class OneWaySchedulesTest {
    /** Of 10 updates, number 0.3 * 10 - 1 has the highest rate. */
    @Test
    void oneCycle() {
        Given schedule = schedule("one-cycle", "", 2).updatesPerEpoch(5);
        schedule.assertRates(0, 0.04, 1, 0.52, 2, 1, 9, 4e-6, 10, 4e-6);
        // a seventh of the way down
        schedule.assertRates(3, 4e-6 + (1 - 4e-6) * 0.9504844339512095);
        assertEquals(2, schedule.trained());
    }

    @Test
    void oneCycleInStraightLines() {
        schedule("one-cycle", "anneal = linear, div-factor = 5, final-div-factor = 2, pct-start = 0.5", 10)
                .assertRates(0, 0.2, 1, 0.4, 2, 0.6, 4, 1, 5, 0.82, 9, 0.1);
    }

    /** Of 12 updates, number 2 has the highest rate, and number 4 the first one again. */
    @Test
    void oneCycleInThreePhases() {
        schedule("one-cycle", "three-phase = true, pct-start = 0.25, anneal = linear", 12)
                .assertRates(0, 0.04, 1, 0.52, 2, 1, 3, 0.52, 4, 0.04, 11, 4e-6);
        schedule("one-cycle", "three-phase = true, pct-start = 0.5", 12).assertRates(5, 1, 10, 0.04, 11, 4e-6);
    }

    @Test
    void oneCycleThatOnlyFallsOrRises() {
        schedule("one-cycle", "pct-start = 0, anneal = linear, div-factor = 1, final-div-factor = 2", 5)
                .assertRates(0, 0.9, 4, 0.5);
        schedule("one-cycle", "pct-start = 1, anneal = linear, div-factor = 2", 5)
                .assertRates(0, 0.5, 4, 1);
        schedule("one-cycle", "pct-start = 0.2", 5).assertRates(0, 1, 4, 4e-6);
    }

    private static Given decaying(String options) {
        return schedule("warmup-stable-decay", "min-lr = 0.2, decay-pct = 0.4, " + options, 10);
    }

    @Test
    void decaysInAStraightLine() {
        Given schedule = decaying("decay = linear");
        schedule.assertRates(0, 1, 5, 1, 6, 1, 7, 0.8, 8, 0.6, 9, 0.4, 10, 0.2, 11, 0.2);
        assertEquals(10, schedule.trained());
    }

    @Test
    void decaysByACosine() {
        decaying("decay = cosine").assertRates(6, 1, 7, 0.6 + 0.4 * Math.sqrt(0.5), 8, 0.6, 10, 0.2);
    }

    @Test
    void decaysByASquareRoot() {
        decaying("decay = one-minus-sqrt").assertRates(6, 1, 7, 0.6, 8, 1 - 0.8 * Math.sqrt(0.5), 10, 0.2);
    }

    @Test
    void decaysOverTheLastFifthByASquareRoot() {
        schedule("warmup-stable-decay", "", 20).assertRates(0, 1, 16, 1, 17, 0.5, 20, 0);
    }

    @Test
    void warmsUpAndDecays() {
        decaying("decay = linear, warmup-epochs = 5, warmup-lr = 0").assertRates(0, 0, 4, 0.8, 5, 1, 6, 1, 8, 0.6);
        Given before = decaying("decay = linear, warmup-epochs = 5, warmup-lr = 0, warmup-prefix = true");
        before.assertRates(0, 0, 4, 0.8, 5, 1, 11, 1, 13, 0.6, 15, 0.2);
        assertEquals(15, before.trained());
    }

    @Test
    void decaysByUpdates() {
        decaying("decay = linear, on-updates = true, warmup-epochs = 1, warmup-lr = 0")
                .updatesPerEpoch(4)
                .assertRates(0, 0, 1, 0.25, 4, 1, 24, 1, 25, 0.95, 32, 0.6, 40, 0.2);
    }
}
