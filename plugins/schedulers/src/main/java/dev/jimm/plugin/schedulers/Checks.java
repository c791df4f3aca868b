package dev.jimm.plugin.schedulers;

/** Checks of options. A message begins with the option's key. */
final class Checks {
    private static final int MOST_EPOCHS = 1_000_000;

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

    /** For what a rate is multiplied by again and again. */
    static void factor(String key, double value) {
        require(value > 0 && value <= 1, key + " must be above 0 and at most 1, is " + value);
    }

    /** For epochs that are added to a training. */
    static void epochs(String key, int value) {
        require(value >= 0 && value <= MOST_EPOCHS, key + " must be between 0 and " + MOST_EPOCHS + ", is " + value);
    }

    static void warmup(int epochs, double rate) {
        epochs("warmup-epochs", epochs);
        notNegative("warmup-lr", rate);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
