package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.random.RandomGenerator;

/**
 * Turns a reader's samples into batches, epoch by epoch, with threads that read ahead.
 *
 * <p>The batches of an epoch are a pure function of (seed, epoch): they depend neither on the number of workers nor on
 * the batch at which the epoch is entered. The augmentation of a sample draws from (seed, epoch, index of the sample).
 *
 * <p>Unreadable images are noted in {@link #bad()}. In training, the place of one is taken by the next readable sample
 * in the order of the epoch, so that all batches have the same size (that sample is seen twice in the epoch). In
 * evaluation it is left out and its batch is shorter, so that no sample counts twice.
 */
public final class Loader {
    private final BatchFiller filler;
    private final Sampler sampler;
    private final DataConfig config;
    private final int size;
    private final int batches;

    private Loader(BatchFiller filler, Sampler sampler, DataConfig config, int size, int batches) {
        this.filler = filler;
        this.sampler = sampler;
        this.config = config;
        this.size = size;
        this.batches = batches;
    }

    /**
     * Shuffled batches that are all full: samples that do not fill the last batch are left out of the epoch.
     *
     * @throws JimmException CONFIGURATION if there are fewer samples than one batch needs, or a batch would exceed 2 GB
     */
    public static Loader training(Reader reader, Transform transform, DataConfig config, long seed) {
        int batches = reader.size() / config.batchSize();
        if (batches == 0) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "data.batch-size = " + config.batchSize() + " is more than the " + reader.size()
                            + " training samples of " + config.root() + "; lower it");
        }
        BatchFiller filler =
                new BatchFiller(reader, transform, config, true, (epoch, index) -> Randomness.of(seed, epoch, index));
        return new Loader(filler, Sampler.shuffled(seed), config, reader.size(), batches);
    }

    /**
     * Every sample once, in the reader's order; the last batch may be shorter.
     *
     * @throws JimmException CONFIGURATION if a batch would exceed 2 GB
     */
    public static Loader evaluation(Reader reader, Transform transform, DataConfig config) {
        BatchFiller filler = new BatchFiller(reader, transform, config, false, (epoch, index) -> Randomness.of(index));
        int batches = (int) (((long) reader.size() + config.batchSize() - 1) / config.batchSize());
        return new Loader(filler, Sampler.sequential(), config, reader.size(), batches);
    }

    /** Gives the random source of a sample in an epoch. */
    @FunctionalInterface
    interface SampleRandom {
        RandomGenerator of(long epoch, int index);
    }

    /** How many batches a whole epoch has (in evaluation: at most, where images are unreadable). */
    public int batches() {
        return batches;
    }

    /** The samples that were unreadable so far, over all epochs. */
    public BadSamples bad() {
        return filler.bad();
    }

    /**
     * Starts an epoch and its threads. Close it, also when it was read to the end.
     *
     * @param epoch counted from 0
     * @param firstBatch 0 for a whole epoch; k to go on behind the k batches that an earlier run has taken
     */
    public Epoch epoch(long epoch, int firstBatch) {
        if (firstBatch < 0 || firstBatch > batches) {
            throw new IllegalArgumentException("an epoch has " + batches + " batches; there is no batch " + firstBatch);
        }
        int[] order = sampler.order(size, epoch);
        return new Epoch(
                (number, stopped) -> filler.fill(order, epoch, number, stopped),
                firstBatch,
                batches,
                config.workers(),
                config.prefetch(),
                Thread::new);
    }
}
