package dev.jimm.core.data;

import dev.jimm.core.random.Randomness;
import java.util.SplittableRandom;

/**
 * The samples of an epoch in their order, and what each visit draws from: a sample that comes several times in an epoch
 * is augmented differently each time.
 *
 * @param order indices of samples
 * @param repetition for each position, how often the same sample came before
 */
record Visits(long seed, long epoch, int[] order, int[] repetition) {
    static Visits of(long seed, long epoch, int[] order) {
        int[] repetition = new int[order.length];
        int[] seen = new int[1 + largest(order)];
        for (int i = 0; i < order.length; i++) {
            repetition[i] = seen[order[i]]++;
        }
        return new Visits(seed, epoch, order, repetition);
    }

    private static int largest(int[] order) {
        int largest = 0;
        for (int index : order) {
            largest = Math.max(largest, index);
        }
        return largest;
    }

    SplittableRandom random(int position) {
        return repetition[position] == 0
                ? Randomness.of(seed, epoch, order[position])
                : Randomness.of(seed, epoch, order[position], repetition[position]);
    }
}
