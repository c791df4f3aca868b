package dev.jimm.core.data;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.jimm.core.image.DecodeConfig;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What to read, and how.
 *
 * @param reader the name of a reader
 * @param root the folder or file of the data set
 * @param options the reader's own
 * @param validationFraction the part of every class that is held out where the data set has no validation set of its
 *     own, between 0 and 1, both excluded
 * @param validationList a text file that names what is held out instead, a sample a line, or {@code null}
 * @param classMap a text or JSON file that gives the classes their labels, or {@code null} for those of the reader
 * @param batchSize samples a batch
 * @param workers threads that decode and transform, 1 to 256
 * @param prefetch batches that may be ready or in work ahead of the consumer
 * @param maxBadInRow how many samples in a row may be unreadable; one more stops the run
 * @param cacheMegabytes memory for decoded training images, so that they need not be decoded in every epoch; 0: none
 */
public record DataConfig(
        String reader,
        Path root,
        Config options,
        double validationFraction,
        Path validationList,
        Path classMap,
        SamplerConfig sampler,
        ResolutionConfig resolution,
        DecodeConfig decode,
        int batchSize,
        int workers,
        int prefetch,
        int maxBadInRow,
        int cacheMegabytes) {

    /** Far beyond the cores of any machine; more is a mistake that would exhaust it. */
    private static final int MOST_WORKERS = 256;

    public DataConfig {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(sampler, "sampler");
        Objects.requireNonNull(resolution, "resolution");
        Objects.requireNonNull(decode, "decode");
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "validation-fraction must be between 0 and 1, both excluded, not " + validationFraction);
        }
        requireAtLeast(1, "batch-size", batchSize);
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new IllegalArgumentException("workers must be between 1 and " + MOST_WORKERS + ", not " + workers);
        }
        requireAtLeast(1, "prefetch", prefetch);
        requireAtLeast(0, "max-bad-in-row", maxBadInRow);
        requireAtLeast(0, "cache-megabytes", cacheMegabytes);
        if (sampler.repeats() > batchSize) {
            throw new IllegalArgumentException(
                    "sampler.repeats must be at most the batch-size of " + batchSize + ", is " + sampler.repeats());
        }
    }

    /** The sample data set in {@code data/sample}, batches of 64, two workers. */
    public static DataConfig defaults() {
        return new DataConfig(
                "sample",
                Path.of("data", "sample"),
                ConfigFactory.empty(),
                0.1,
                null,
                null,
                SamplerConfig.defaults(),
                ResolutionConfig.defaults(),
                DecodeConfig.defaults(),
                64,
                2,
                4,
                10,
                0);
    }

    /** The same for another data set, of which nothing is known but its reader and root. */
    public DataConfig reading(String otherReader, Path otherRoot) {
        return with(otherReader, otherRoot, ConfigFactory.empty(), null, null);
    }

    /** The same with other options of the reader. */
    public DataConfig options(Config others) {
        return with(reader, root, others, validationList, classMap);
    }

    /** The same, read once and in order with other batches and threads. */
    public DataConfig evaluating(int otherBatchSize, int otherWorkers, int otherMaxBadInRow) {
        return new DataConfig(
                reader,
                root,
                options,
                validationFraction,
                validationList,
                classMap,
                SamplerConfig.defaults(),
                resolution,
                decode,
                otherBatchSize,
                otherWorkers,
                prefetch,
                otherMaxBadInRow,
                cacheMegabytes);
    }

    private DataConfig with(
            String otherReader, Path otherRoot, Config otherOptions, Path otherValidationList, Path otherClassMap) {
        return new DataConfig(
                otherReader,
                otherRoot,
                otherOptions,
                validationFraction,
                otherValidationList,
                otherClassMap,
                sampler,
                resolution,
                decode,
                batchSize,
                workers,
                prefetch,
                maxBadInRow,
                cacheMegabytes);
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }
}
