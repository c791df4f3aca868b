package dev.jimm.core.random;

/** What all probabilities of configurations have in common. */
public final class Probability {
    private Probability() {}

    /** @throws IllegalArgumentException beginning with the key, unless the value is one */
    public static void require(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(key + " must be between 0 and 1, not " + value);
        }
    }
}
