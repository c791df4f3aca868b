package dev.jimm.testkit;

/** What optimizers do. Each is expected of every optimizer; an optimizer without it must behave as said here. */
public enum OptimizerBehavior {
    /** Decays weights; otherwise {@code weight-decay} makes no difference to any value. */
    WEIGHT_DECAY
}
