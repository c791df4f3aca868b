package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.optimizer.UpdateRule;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KronScheduleTest {
    private final KronSchedule annealed = KronSchedule.annealed();

    @Test
    void fitsAtAllStepsFirst() {
        assertEquals(501, annealed.fits(501));
        assertEquals(LongStream.rangeClosed(1, 501).boxed().toList(), fitted(annealed, 1, 501));
    }

    @Test
    void thenWaitsLonger() {
        // at step 502 a wait of one step is less than e^0.001
        assertEquals(List.of(499L, 500L, 501L, 503L, 505L, 507L), fitted(annealed, 499, 508));
        // and from step 1195 on, at e^0.694, one of two steps
        assertEquals(List.of(1191L, 1193L, 1196L, 1199L), fitted(annealed, 1190, 1200));
        // waits of 31 to 33 steps, and of 34 from a probability of 3% on
        assertEquals(List.of(3894L, 3925L, 3957L, 3990L, 4024L, 4058L), fitted(annealed, 3890, 4090));
    }

    @Test
    void waitsFor34StepsInTheEnd() {
        List<Long> last = fitted(annealed, 999_900, 1_000_000);
        for (int i = 1; i < last.size(); i++) {
            assertEquals(34, last.get(i) - last.get(i - 1));
        }
        assertEquals(30_552, annealed.fits(1_000_000));
    }

    @Test
    void aProbabilityIsRoundedToAPeriod() {
        // 1 / 0.3 is above 3
        assertEquals(List.of(4L, 8L, 12L), fitted(KronSchedule.even(0.3), 1, 15));
        assertEquals(List.of(2L, 4L), fitted(KronSchedule.even(0.5), 1, 5));
        assertEquals(List.of(1L, 2L, 3L), fitted(KronSchedule.even(1), 1, 3));
    }

    @Test
    void everyHundredthFitBalances() {
        UpdateRule annealing = OneParameter.rule("kron", "");
        assertEquals(List.of(1, 2, 1), phases(annealing, 99, 101));
        assertEquals(List.of(2, 1, 0, 1), phases(annealing, 500, 503));
        UpdateRule even = OneParameter.rule("kron", "preconditioner-update-probability = 0.3");
        assertEquals(List.of(1, 0, 0, 0, 2), phases(even, 396, 400));
    }

    private static List<Long> fitted(KronSchedule schedule, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .filter(schedule::isFittedAt)
                .boxed()
                .toList();
    }

    private static List<Integer> phases(UpdateRule rule, long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(rule::phase).toList();
    }
}
