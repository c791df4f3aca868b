package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.transform.Transform;

/**
 * Turns a reader's samples into batches, epoch by epoch, with threads that read ahead.
 *
 * <p>The batches of an epoch are a pure function of (seed, epoch): they depend neither on the number of workers nor on
 * the batch at which the epoch is entered. The augmentation of a sample draws from (seed, epoch, index of the sample,
 * how often it came before in this epoch).
 *
 * <p>Unreadable images are noted in {@link #bad()}. In training, the place of one is taken by the next readable sample
 * in the order of the epoch, so that all batches have the same size (that sample is seen twice in the epoch). In
 * evaluation it is left out and its batch is shorter, so that no sample counts twice.
 */
public final class Loader {
    private final BatchFiller filler;
    private final Sampler sampler;
    private final Transforms transforms;
    private final DataConfig config;
    private final long seed;
    private final int size;
    private final int batches;

    /** The transform of each batch; a pure function. */
    @FunctionalInterface
    public interface Transforms {
        /** @param epoch counted from 0 */
        Transform of(long epoch, int batch);
    }

    private Loader(
            BatchFiller filler,
            Sampler sampler,
            Transforms transforms,
            DataConfig config,
            long seed,
            int size,
            int batches) {
        this.filler = filler;
        this.sampler = sampler;
        this.transforms = transforms;
        this.config = config;
        this.seed = seed;
        this.size = size;
        this.batches = batches;
        requireFitting(transforms.of(0, 0), config);
    }

    /** @throws JimmException CONFIGURATION if a batch would exceed 2 GB */
    public static void requireFitting(Transform transform, DataConfig config) {
        BatchFiller.batchBytes(transform, config);
    }

    /**
     * Batches in the order of the sampler that are all full: samples that do not fill the last batch are left out of the
     * epoch.
     *
     * @throws JimmException CONFIGURATION if there are fewer samples than one batch needs, or a batch would exceed 2 GB
     */
    public static Loader training(Reader reader, Transforms transforms, DataConfig config, long seed) {
        int batches = fullBatches(reader, config);
        BatchFiller filler = new BatchFiller(reader, config, true, new ImageCache(config.cacheMegabytes()));
        return new Loader(
                filler, sampler(reader, config.sampler(), seed), transforms, config, seed, reader.size(), batches);
    }

    /**
     * How many full batches an epoch of training has, at least one.
     *
     * @throws JimmException CONFIGURATION if there are fewer samples than one batch needs
     */
    public static int fullBatches(Reader reader, DataConfig config) {
        int batches = reader.size() / config.batchSize();
        if (batches == 0) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "data.batch-size = " + config.batchSize() + " is more than the " + reader.size()
                            + " training samples of " + config.root() + "; lower it");
        }
        return batches;
    }

    private static Sampler sampler(Reader reader, SamplerConfig config, long seed) {
        Sampler sampler = switch (config.order()) {
            case SHUFFLE -> Sampler.shuffled(seed);
            case SEQUENTIAL -> Sampler.sequential();
            case BALANCED -> {
                if (reader.isMultiLabel()) {
                    throw new JimmException(
                            Category.CONFIGURATION,
                            "data.sampler.order = balanced needs one class a sample, but these have several;"
                                    + " take shuffle");
                }
                yield Sampler.balanced(reader, seed);
            }
        };
        return config.repeats() == 1 ? sampler : sampler.repeated(config.repeats());
    }

    /**
     * Every sample once, in the reader's order; the last batch may be shorter.
     *
     * @throws JimmException CONFIGURATION if a batch would exceed 2 GB
     */
    public static Loader evaluation(Reader reader, Transform transform, DataConfig config) {
        BatchFiller filler = new BatchFiller(reader, config, false, new ImageCache(0));
        int batches = (int) (((long) reader.size() + config.batchSize() - 1) / config.batchSize());
        return new Loader(filler, Sampler.sequential(), (epoch, batch) -> transform, config, 0, reader.size(), batches);
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
        Visits visits = Visits.of(seed, epoch, sampler.order(size, epoch));
        return new Epoch(
                (number, stopped) ->
                        filler.fill(visits, number * config.batchSize(), transforms.of(epoch, number), stopped),
                firstBatch,
                batches,
                config.workers(),
                config.prefetch(),
                Thread::new);
    }
}
