package dev.jimm.core.random;

import java.util.SplittableRandom;

/** Random sources that are pure functions of what they are for, so that nothing depends on the number of threads. */
public final class Randomness {
    /** Which draws of an update or an epoch these are; samples, which augmentation is drawn for, have no such numbers. */
    public static final long MIXING = -1;

    public static final long ERASING = -2;
    public static final long BALANCING = -3;
    public static final long SIZING = -4;

    private Randomness() {}

    /**
     * A source for a purpose that a few numbers name, such as (seed, epoch, sample). Another number anywhere, or
     * another order, gives an unrelated source.
     */
    public static SplittableRandom of(long... purpose) {
        long state = 0;
        for (long number : purpose) {
            state = mix(state + 0x9E3779B97F4A7C15L ^ mix(number + 0x9E3779B97F4A7C15L));
        }
        return new SplittableRandom(state);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
