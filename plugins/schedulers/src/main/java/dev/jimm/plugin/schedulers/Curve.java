package dev.jimm.plugin.schedulers;

/** What is a schedule's own: the rate at a position, without warm-up and noise. */
@FunctionalInterface
interface Curve {
    /** The rate at a position from 0, which may be after the end. */
    double rate(double baseRate, long position);

    /** How many positions the curve has in a training that is configured to have so many. */
    default long length(long configured) {
        return configured;
    }
}
