package dev.jimm.plugin.schedulers;

import java.util.List;

/**
 * Options for noise on the rate: at each position the rate is multiplied by one plus a normal number, drawn again until
 * it is within the limit. The number depends on the seed and the position alone, and is the one that torch draws on a
 * CPU.
 *
 * @param range where the noise is, in parts of the configured epochs: nothing for no noise, a number for noise from
 *     there to the end, two for noise from the first up to before the second; at least 0, ascending, and not after the
 *     end of the training, which is beyond 1 where cycles, a warm-up or a cool-down make the training longer
 * @param pct above 0 and at most 1: how far the noise goes, in parts of the rate
 * @param std above 0 and at most 1000 times pct: the standard deviation before the limit; timm takes it and draws with 1
 * @param seed to which the position is added
 */
public record Noise(List<Double> range, double pct, double std, long seed) {
    /** So that a number within the limit comes soon. */
    private static final double WIDEST = 1000;

    public Noise {
        range = List.copyOf(range);
        Checks.require(
                range.size() <= 2 && range.stream().allMatch(part -> part >= 0 && Double.isFinite(part)),
                "range must have at most two numbers, each at least 0, is " + range);
        Checks.require(range.size() < 2 || range.get(0) < range.get(1), "range must ascend, is " + range);
        Checks.factor("pct", pct);
        Checks.require(
                std > 0 && std <= WIDEST * pct,
                "std must be above 0 and at most 1000 times pct (" + pct + "), is " + std);
    }

    /** No noise. */
    public static Noise defaults() {
        return new Noise(List.of(), 0.67, 1, 42);
    }

    void requireWithin(int configured, int trained) {
        double end = (double) trained / configured;
        Checks.require(
                range.stream().allMatch(part -> part <= end),
                "noise.range must be within the training, at most " + end + ", is " + range);
    }

    /**
     * The rate with the noise of a position.
     *
     * @param length how many positions the configured epochs have
     */
    double apply(double rate, long position, long length) {
        return covers(position, length) ? rate + rate * sample(position) : rate;
    }

    private boolean covers(long position, long length) {
        if (range.isEmpty() || position < range.get(0) * length) {
            return false;
        }
        return range.size() == 1 || position < range.get(1) * length;
    }

    private double sample(long position) {
        NormalSamples samples = new NormalSamples(seed + position);
        double sample;
        do {
            sample = samples.next() * std;
        } while (Math.abs(sample) >= pct);
        return sample;
    }
}
