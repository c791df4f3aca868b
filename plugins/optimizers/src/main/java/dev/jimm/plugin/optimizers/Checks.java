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

    /** For the part of a running average that stays at each step. */
    static void fraction(String key, double value) {
        require(isFraction(value), key + " must be at least 0 and below 1, is " + value);
    }

    static List<Double> betas(List<Double> betas, int count) {
        require(
                betas.size() == count && betas.stream().allMatch(Checks::isFraction),
                "betas must be " + count + " numbers, each at least 0 and below 1, is " + betas);
        return List.copyOf(betas);
    }

    private static boolean isFraction(double value) {
        return value >= 0 && value < 1;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
