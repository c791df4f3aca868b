package dev.jimm.testkit;

import static dev.jimm.testkit.KitFailures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Every kind of option gets values that nobody thinks of. */
class OptionChecksTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    /** One of every kind. */
    public record Options(int count, Long limit, double rate, boolean fast, String kind, List<Integer> sizes) {}

    private static final Options USUAL = new Options(1, 2L, 0.5, true, "a", List.of(3));

    @Test
    void oneOptionAtATimeIsTried() {
        Set<Options> tried = new HashSet<>();
        OptionChecks.extremes(USUAL, tried::add);
        assertEquals(18, tried.size(), "4 and 4 whole numbers, 5 fractions, 2 truths, 2 texts, 1 list");
        assertEquals(4, tried.stream().filter(options -> options.count() != 1).count());
        assertEquals(
                Set.of(List.of(3), List.of()),
                Set.copyOf(tried.stream().map(Options::sizes).toList()));
    }

    @Test
    void whatTakesForEver() {
        CountDownLatch ended = new CountDownLatch(1);
        assertFails(
                "'count = -2147483648' is accepted by the options, and then takes very long",
                () -> OptionChecks.extremes(USUAL, SHORT, options -> await(ended)));
        ended.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusalByTheUser() {
        OptionChecks.extremes(USUAL, options -> {
            throw new IllegalArgumentException("rate does not suit the data");
        });
        assertFails(
                "'count = -2147483648' is accepted by the options, and fails when it is used",
                () -> OptionChecks.extremes(USUAL, options -> {
                    throw new IllegalArgumentException("does not suit the data");
                }));
    }
}
