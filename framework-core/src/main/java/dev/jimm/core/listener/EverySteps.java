package dev.jimm.core.listener;

/**
 * Options of a listener to updates.
 *
 * @param everySteps of so many updates one is written, at least 1; epochs are all written
 */
public record EverySteps(int everySteps) {
    public EverySteps {
        if (everySteps < 1) {
            throw new IllegalArgumentException("every-steps must be at least 1, is " + everySteps);
        }
    }
}
