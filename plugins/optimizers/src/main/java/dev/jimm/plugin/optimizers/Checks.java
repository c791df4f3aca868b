package dev.jimm.plugin.optimizers;

import java.util.List;

/** Checks of options. A message begins with the option's key. */
final class Checks {
    private Checks() {}

    static void notNegative(String key, double value) {
        require(value >= 0, key + " must be at least 0, is " + value);
    }

    static void positive(String key, double value) {
        require(value > 0, key + " must be above 0, is " + value);
    }

    static void atLeast(String key, int least, int value) {
        require(value >= least, key + " must be at least " + least + ", is " + value);
    }

    /** For the part of a running average that stays at each step. */
    static void fraction(String key, double value) {
        require(isFraction(value), key + " must be at least 0 and below 1, is " + value);
    }

    /** For a part of something that may be all of it. */
    static void share(String key, double value) {
        require(value >= 0 && value <= 1, key + " must be at least 0 and at most 1, is " + value);
    }

    static List<Double> betas(List<Double> betas, int count) {
        return betas("betas", betas, count);
    }

    static List<Double> betas(String key, List<Double> betas, int count) {
        require(
                betas.size() == count && betas.stream().allMatch(Checks::isFraction),
                key + " must be " + count + " numbers, each at least 0 and below 1, is " + betas);
        return List.copyOf(betas);
    }

    /** As {@link Velocity} can do. */
    static void momentum(double momentum, double dampening, boolean nesterov) {
        fraction("momentum", momentum);
        share("dampening", dampening);
        require(!nesterov || dampening == 0, "dampening must be 0 where nesterov is true, is " + dampening);
    }

    static void decay(boolean decoupled, boolean corrected) {
        require(decoupled || !corrected, "corrected-decay must be false where decoupled-decay is, is true");
    }

    /** For what some families check alone. */
    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static boolean isFraction(double value) {
        return value >= 0 && value < 1;
    }
}
