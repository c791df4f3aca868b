package dev.jimm.testkit;

/** What listeners do. Each is expected of every listener; a listener without it must behave as said here. */
public enum TrainingListenerBehavior {
    /** Writes files into the run's folder; otherwise there are none of it. */
    WRITES_FILES,
    /**
     * Leaves the same bytes in its files, whether a training ran unbroken or died and went on from a checkpoint; otherwise,
     * as where files hold the time of day, what it wrote before the checkpoint is not lost.
     */
    UNBROKEN_FILES
}
