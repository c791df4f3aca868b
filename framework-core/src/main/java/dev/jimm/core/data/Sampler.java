package dev.jimm.core.data;

import java.util.SplittableRandom;

/**
 * The order in which an epoch visits the samples: a pure function of the epoch, so that any epoch can be resumed
 * anywhere.
 */
@FunctionalInterface
public interface Sampler {
    /**
     * @param size how many samples there are
     * @param epoch counted from 0
     * @return indices from 0 to size - 1
     */
    int[] order(int size, long epoch);

    /** Every sample once, in the reader's order. */
    static Sampler sequential() {
        return (size, epoch) -> {
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                order[i] = i;
            }
            return order;
        };
    }

    /** Every sample once, in an order drawn from the seed and the epoch. */
    static Sampler shuffled(long seed) {
        return (size, epoch) -> {
            int[] order = sequential().order(size, epoch);
            shuffle(order, Randomness.of(seed, epoch));
            return order;
        };
    }

    /** Fisher and Yates. Own code, because the result is part of what a seed means and must not change with the JDK. */
    static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = (int) ((random.nextInt() & 0xffffffffL) * (i + 1) >>> 32);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
