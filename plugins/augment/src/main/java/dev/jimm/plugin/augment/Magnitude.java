package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Distributions;
import java.util.random.RandomGenerator;

/**
 * The level of operations, drawn for each use.
 *
 * @param mean the level without noise
 * @param std 0: always the mean; above {@link #MOST_STD}: uniform between 0 and the mean; else normal around the mean
 *     with that standard deviation
 * @param max what is drawn is cut to 0 .. max
 */
record Magnitude(double mean, double std, double max) {
    /** The greatest level, unless a run says otherwise. */
    static final double USUAL_MAX = 10;

    /** The greatest standard deviation of a normal distribution. */
    static final double MOST_STD = 100;

    /** A deviation that means a uniform distribution. */
    static final double UNIFORM_STD = 101;

    double draw(RandomGenerator random) {
        if (uniform()) {
            return cut(mean * random.nextDouble());
        }
        return cut(std > 0 ? mean + std * Distributions.normal(random) : mean);
    }

    /** From where to where it may be said to be, for descriptions: normal noise does not count. */
    double least() {
        return uniform() ? 0 : most();
    }

    double most() {
        return cut(mean);
    }

    private boolean uniform() {
        return std > MOST_STD;
    }

    private double cut(double level) {
        return Math.max(0, Math.min(max, level));
    }

    /** In words: {@code 9 (normal, deviation 0.5)}. */
    @Override
    public String toString() {
        if (uniform()) {
            return "0 to " + Text.number(most()) + " (uniform)";
        }
        return Text.number(most()) + (std > 0 ? " (normal, deviation " + Text.number(std) + ")" : "");
    }
}
