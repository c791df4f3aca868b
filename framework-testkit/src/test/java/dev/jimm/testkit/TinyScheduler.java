package dev.jimm.testkit;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;
import java.util.Set;

/**
 * Falls in a line over the training and an epoch more, and by half as long as the last metric is no better than the
 * first. It can be given a fault. Public as providers are.
 */
public final class TinyScheduler implements SchedulerProvider<Record> {
    /** What is wrong with the schedule. */
    enum Fault {
        NONE,
        MALFORMED_NAME,
        TAKES_A_COMMON_KEY,
        NO_SUMMARY,
        CHECKS_NO_OPTION,
        REFUSES_WITHOUT_A_KEY,
        REFUSES_ALL_TRAININGS,
        TAKES_ALL_TRAININGS,
        NO_EPOCHS,
        FALLS_BELOW_ZERO,
        DIVIDES_BY_ZERO,
        ENDS_WITH_THE_TRAINING,
        REMEMBERS_CALLS
    }

    /** The options. */
    public record Options(double worse) {}

    /** Options with a key that every scheduler has. */
    public record Taken(String name) {}

    private static final int LEAST_EPOCHS = 3;

    private final Fault fault;

    public TinyScheduler() {
        this(Fault.NONE);
    }

    TinyScheduler(Fault fault) {
        this.fault = fault;
    }

    private String name() {
        return fault == Fault.MALFORMED_NAME ? "tiny scheduler" : "tiny";
    }

    @Override
    public Set<String> names() {
        return Set.of(name());
    }

    @Override
    public Record defaults(String name) {
        return fault == Fault.TAKES_A_COMMON_KEY ? new Taken("tiny") : new Options(0.5);
    }

    @Override
    public Description describe(String name) {
        return Description.of(fault == Fault.NO_SUMMARY ? "" : "a line");
    }

    @Override
    public Schedule create(String name, Record options, int epochs, int updatesPerEpoch) {
        if (fault == Fault.REFUSES_WITHOUT_A_KEY) {
            throw new IllegalArgumentException("too short");
        }
        boolean tooShort = epochs < LEAST_EPOCHS && fault != Fault.TAKES_ALL_TRAININGS;
        if (fault == Fault.REFUSES_ALL_TRAININGS || tooShort) {
            throw new IllegalArgumentException("worse needs at least " + LEAST_EPOCHS + " epochs, there are " + epochs);
        }
        double worse = fault == Fault.CHECKS_NO_OPTION ? ((Options) options).worse() : 0.5;
        return new Line(fault, (epochs + 1L) * updatesPerEpoch, worse);
    }

    private static final class Line implements Schedule {
        private final Fault fault;
        private final long length;
        private final double worse;
        private long calls;

        Line(Fault fault, long length, double worse) {
            this.fault = fault;
            this.length = length;
            this.worse = worse;
        }

        @Override
        public int epochs(int configured) {
            return fault == Fault.NO_EPOCHS ? 0 : configured + 1;
        }

        @Override
        public double rate(double baseRate, Progress progress) {
            if (fault == Fault.ENDS_WITH_THE_TRAINING && progress.updates() >= length) {
                throw new IndexOutOfBoundsException("no rate after " + length + " updates");
            }
            calls++;
            double left = 1 - (double) position(progress) / length;
            return baseRate * worse(progress.metrics()) * (fault == Fault.FALLS_BELOW_ZERO ? left : Math.max(0, left));
        }

        private long position(Progress progress) {
            return fault == Fault.REMEMBERS_CALLS ? calls : progress.updates();
        }

        private double worse(List<Double> metrics) {
            boolean better = !metrics.isEmpty() && metrics.get(metrics.size() - 1) > metrics.get(0);
            if (fault == Fault.DIVIDES_BY_ZERO && !metrics.isEmpty()) {
                return 1 / (metrics.get(metrics.size() - 1) - metrics.get(0));
            }
            return better ? 1 : worse;
        }
    }
}
