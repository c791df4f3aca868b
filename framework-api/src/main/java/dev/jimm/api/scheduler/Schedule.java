package dev.jimm.api.scheduler;

import dev.jimm.api.API;

/** The learning rate over a training: a pure function of its progress, for any base rate. It keeps no state. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Schedule {
    /**
     * The rate of the next update: finite, at least 0. Parameters with a rate scale learn at that part of it.
     *
     * @param baseRate the rate that the schedule starts from, above 0
     */
    double rate(double baseRate, Progress progress);

    /**
     * How many epochs a training has that is configured to have so many: more where the schedule adds some, as for a cool-down.
     *
     * @param configured at least 1
     */
    default int epochs(int configured) {
        return configured;
    }
}
