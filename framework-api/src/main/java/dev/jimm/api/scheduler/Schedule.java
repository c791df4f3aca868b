package dev.jimm.api.scheduler;

/** The learning rate over a training: a function of the position, for any base rate. */
public interface Schedule {
    /** Whether the position is counted in updates (optimizer steps); in epochs otherwise. Both are counted from 0. */
    boolean countsUpdates();

    /** The rate at a position, for a parameter group whose rate would otherwise be the base rate. */
    double rate(double baseRate, long position);
}
