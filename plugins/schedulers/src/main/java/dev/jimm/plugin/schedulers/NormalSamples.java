package dev.jimm.plugin.schedulers;

/**
 * Standard normal numbers as {@code torch.randn(1)} draws them one by one from a generator on a CPU: Box and Muller's
 * pairs.
 */
final class NormalSamples {
    private static final double UNIT = 0x1p-53;
    private static final long MASK = (1L << 53) - 1;

    private final MersenneTwister bits;
    private double second;
    private boolean hasSecond;

    NormalSamples(long seed) {
        bits = new MersenneTwister(seed);
    }

    /** A number of single precision. */
    double next() {
        hasSecond = !hasSecond;
        if (!hasSecond) {
            return (float) second;
        }
        double angle = 2 * Math.PI * uniform();
        double radius = Math.sqrt(-2 * Math.log1p(-uniform()));
        second = radius * Math.sin(angle);
        return (float) (radius * Math.cos(angle));
    }

    /** At least 0 and below 1. */
    private double uniform() {
        long high = (long) bits.next() << 32;
        long low = Integer.toUnsignedLong(bits.next());
        return ((high | low) & MASK) * UNIT;
    }
}
