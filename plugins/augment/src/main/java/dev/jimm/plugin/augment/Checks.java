package dev.jimm.plugin.augment;

/** Checks of options. A message begins with the option's key. */
final class Checks {
    /** More operations on an image than this are a slip of the keyboard, and would not come to an end. */
    static final int MOST = 100;

    private Checks() {}

    static void notNegative(String key, double value) {
        require(value >= 0 && Double.isFinite(value), key + " must be at least 0, is " + value);
    }

    static void positive(String key, double value) {
        require(value > 0 && Double.isFinite(value), key + " must be above 0, is " + value);
    }

    static void between(String key, int least, int most, int value) {
        require(value >= least && value <= most, key + " must be " + least + " to " + most + ", is " + value);
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
