package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import dev.jimm.core.check.OptionsProof;
import dev.jimm.core.config.ConfigTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What the kit checks of one schedule. */
final class SchedulerChecks<C extends Record> {
    private static final List<Length> LENGTHS =
            List.of(new Length(1, 1), new Length(5, 3), new Length(30, 7), new Length(300, 2));
    private static final int EPOCHS_BEYOND = 3;
    private static final double[] BASE_RATES = {1e-6, 0.1, 10};
    /** The metric of each epoch: rising, falling, swinging and staying. */
    private static final List<IntToDoubleFunction> METRICS =
            List.of(epoch -> epoch, epoch -> -epoch, epoch -> 50 + 10 * Math.sin(0.9 * epoch), epoch -> 0);

    private final SchedulerProvider<C> provider;
    private final String name;

    SchedulerChecks(SchedulerProvider<C> provider, String name) {
        this.provider = provider;
        this.name = name;
    }

    /** A training as it is configured. */
    private record Length(int epochs, int updatesPerEpoch) {
        @Override
        public String toString() {
            return epochs + " x " + updatesPerEpoch + " updates";
        }
    }

    private record At(int epoch, long updates, List<Double> metrics) implements Progress {
        @Override
        public String toString() {
            return "epoch " + epoch + " after " + updates + " updates and the metrics " + metrics;
        }
    }

    static void names(List<? extends SchedulerProvider<?>> providers) {
        ProviderChecks.names(providers);
    }

    void defaults() {
        ProviderChecks.assertProven(OptionsProof.problems(provider, name));
    }

    String name() {
        return name;
    }

    void options() {
        Length length = LENGTHS.get(1);
        OptionChecks.extremes(provider.defaults(name), options -> {
            Schedule schedule = provider.create(name, options, length.epochs(), length.updatesPerEpoch());
            int epochs = schedule.epochs(length.epochs());
            assertTrue(epochs >= 1, () -> "a training of " + length + " has " + epochs + " epochs");
            for (int epoch = 0; epoch < length.epochs(); epoch++) {
                double rate = schedule.rate(1, new At(epoch, (long) epoch * length.updatesPerEpoch(), metrics(epoch)));
                assertTrue(
                        Double.isFinite(rate) && rate >= 0,
                        () -> "the rate is " + rate + " with the options " + options
                                + "; it must be finite, at least 0");
            }
        });
    }

    private static List<Double> metrics(int epochs) {
        return IntStream.range(0, epochs)
                .mapToObj(METRICS.get(0)::applyAsDouble)
                .toList();
    }

    void lengths(boolean any) {
        List<Length> refused = new ArrayList<>(LENGTHS);
        refused.removeAll(accepted());
        if (any) {
            assertEquals(
                    List.of(),
                    refused,
                    () -> "trainings that schedule '" + name + "' refuses with its defaults; where that cannot be"
                            + " otherwise, override absent(name) and give SchedulerBehavior.ANY_LENGTH");
        } else {
            assertFalse(
                    refused.isEmpty(),
                    () -> "schedule '" + name
                            + "' is declared to be without SchedulerBehavior.ANY_LENGTH, but takes all" + " of "
                            + LENGTHS);
        }
    }

    void description() {
        ProviderChecks.description(provider.describe(name));
    }

    private Schedule schedule(Length length) {
        return provider.create(name, provider.defaults(name), length.epochs(), length.updatesPerEpoch());
    }

    /** The trainings that the defaults suit; the others must be refused by the option that is to be changed. */
    private List<Length> accepted() {
        List<String> keys = ConfigTree.keys(provider.defaults(name).getClass());
        List<Length> accepted = new ArrayList<>();
        for (Length length : LENGTHS) {
            try {
                schedule(length);
                accepted.add(length);
            } catch (IllegalArgumentException e) {
                String key = String.valueOf(e.getMessage()).split("[ .]", 2)[0];
                assertTrue(
                        keys.contains(key),
                        () -> "the refusal of " + length + " should begin with one of the keys " + keys + ", but says: "
                                + e.getMessage());
            }
        }
        assertFalse(
                accepted.isEmpty(),
                () -> "the defaults of schedule '" + name + "' are refused for all of " + LENGTHS
                        + "; choose defaults that suit most trainings");
        return accepted;
    }

    void epochs() {
        for (Length length : accepted()) {
            int epochs = schedule(length).epochs(length.epochs());
            assertTrue(
                    epochs >= 1,
                    () -> "a training of " + length + " has " + epochs + " epochs; there must be one at least");
            assertEquals(epochs, schedule(length).epochs(length.epochs()), "the epochs at a second call");
        }
    }

    /** Every update of a training, and some beyond its end. */
    private static List<Progress> positions(Schedule schedule, Length length, IntToDoubleFunction metric) {
        int epochs = schedule.epochs(length.epochs()) + EPOCHS_BEYOND;
        List<Double> metrics =
                IntStream.range(0, epochs).mapToObj(metric::applyAsDouble).toList();
        List<Progress> positions = new ArrayList<>();
        for (int update = 0; update < epochs * length.updatesPerEpoch(); update++) {
            int epoch = update / length.updatesPerEpoch();
            positions.add(new At(epoch, update, metrics.subList(0, epoch)));
        }
        return positions;
    }

    void rates() {
        for (Length length : accepted()) {
            Schedule schedule = schedule(length);
            for (IntToDoubleFunction metric : METRICS) {
                for (Progress progress : positions(schedule, length, metric)) {
                    for (double baseRate : BASE_RATES) {
                        double rate = schedule.rate(baseRate, progress);
                        assertTrue(
                                Double.isFinite(rate) && rate >= 0,
                                () -> "schedule '" + name + "': the rate is " + rate + " for the base rate " + baseRate
                                        + " in " + progress + " of " + length + "; it must be finite, at least 0");
                    }
                }
            }
        }
    }

    void purity() {
        for (Length length : accepted()) {
            Schedule schedule = schedule(length);
            for (IntToDoubleFunction metric : METRICS) {
                List<Progress> positions = positions(schedule, length, metric);
                double[] inOrder = positions.stream()
                        .mapToDouble(progress -> schedule.rate(0.1, progress))
                        .toArray();
                Schedule other = schedule(length);
                for (int i = positions.size() - 1; i >= 0; i--) {
                    Progress progress = positions.get(i);
                    assertEquals(
                            inOrder[i],
                            other.rate(0.1, progress),
                            () -> "the rate in " + progress + " of " + length
                                    + ", asked of another schedule in reverse; it may depend on nothing but the progress");
                    assertEquals(
                            inOrder[i],
                            schedule.rate(0.1, progress),
                            () -> "the rate in " + progress + " of " + length
                                    + ", asked again; it may depend on nothing but the progress");
                }
            }
        }
    }
}
