package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import dev.jimm.core.random.Randomness;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

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
        return (size, epoch) -> IntStream.range(0, size).toArray();
    }

    /** Every sample once, in an order drawn from the seed and the epoch. */
    static Sampler shuffled(long seed) {
        return (size, epoch) -> {
            int[] order = sequential().order(size, epoch);
            shuffle(order, Randomness.of(seed, epoch));
            return order;
        };
    }

    /**
     * As many samples as the reader has, the same number of each class but for one: each sample of a small class comes
     * several times, and not all of a large one come. Classes without samples are passed over.
     */
    static Sampler balanced(Reader reader, long seed) {
        int[][] byClass = Arrays.stream(HeldOut.indicesByClass(reader))
                .filter(indices -> indices.length > 0)
                .toArray(int[][]::new);
        return (size, epoch) -> {
            int[] order = new int[size];
            int[] classes = shuffled(seed).order(byClass.length, epoch);
            int[][] rounds = new int[byClass.length][];
            for (int i = 0; i < size; i++) {
                int label = classes[i % classes.length];
                int[] ofClass = byClass[label];
                int turn = i / classes.length;
                if (turn % ofClass.length == 0) {
                    rounds[label] = ofClass.clone();
                    shuffle(rounds[label], Randomness.of(seed, epoch, label, turn, Randomness.BALANCING));
                }
                order[i] = rounds[label][turn % ofClass.length];
            }
            shuffle(order, Randomness.of(seed, epoch, Randomness.BALANCING));
            return order;
        };
    }

    /**
     * Repeated augmentation (Hoffer et al. 2020): each sample comes so often in a row. The epoch keeps its length, so
     * that the samples at the end of the order do not come.
     */
    default Sampler repeated(int repeats) {
        return (size, epoch) -> {
            int[] once = order(size, epoch);
            int[] order = new int[once.length];
            for (int i = 0; i < order.length; i++) {
                order[i] = once[i / repeats];
            }
            return order;
        };
    }

    /**
     * The part of one of several processes that train together: every {@code world}-th sample. The order is padded with
     * its own beginning, so that all parts are of one length.
     *
     * @param rank of the process, from 0 to world - 1
     */
    default Sampler distributed(int rank, int world) {
        if (world < 1 || rank < 0 || rank >= world) {
            throw new IllegalArgumentException("rank must be 0 to world - 1, is " + rank + " of " + world);
        }
        return (size, epoch) -> {
            int[] all = order(size, epoch);
            int[] part = new int[(int) (((long) all.length + world - 1) / world)];
            for (int i = 0; i < part.length; i++) {
                part[i] = all[(int) (((long) i * world + rank) % all.length)];
            }
            return part;
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
