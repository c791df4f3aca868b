package dev.jimm.plugin.augment;

/** Checks of options. A message begins with the option's key. */
final class Checks {
    private Checks() {}

    static void notNegative(String key, double value) {
        require(value >= 0 && Double.isFinite(value), key + " must be at least 0, is " + value);
    }

    static void positive(String key, double value) {
        require(value > 0 && Double.isFinite(value), key + " must be above 0, is " + value);
    }

    static void atLeast(String key, int least, int value) {
        require(value >= least, key + " must be at least " + least + ", is " + value);
    }

    static void probability(String key, double value) {
        require(value >= 0 && value <= 1, key + " must be between 0 and 1, is " + value);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
