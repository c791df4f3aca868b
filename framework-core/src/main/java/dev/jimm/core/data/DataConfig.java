package dev.jimm.core.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What to read, and how.
 *
 * @param reader a name that {@link DataSets} knows
 * @param root the folder of the data set
 * @param validationFraction the part of every class that is held out where the data set has no validation set of its
 *     own, between 0 and 1, both excluded
 * @param batchSize samples a batch
 * @param workers threads that decode and transform
 * @param prefetch batches that may be ready or in work ahead of the consumer
 * @param maxBadInRow how many samples in a row may be unreadable; one more stops the run
 */
public record DataConfig(
        String reader,
        Path root,
        double validationFraction,
        int batchSize,
        int workers,
        int prefetch,
        int maxBadInRow) {

    public DataConfig {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(root, "root");
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "validation-fraction must be between 0 and 1, both excluded, not " + validationFraction);
        }
        requireAtLeast(1, "batch-size", batchSize);
        requireAtLeast(1, "workers", workers);
        requireAtLeast(1, "prefetch", prefetch);
        requireAtLeast(0, "max-bad-in-row", maxBadInRow);
    }

    /** The sample data set in {@code data/sample}, batches of 64, two workers. */
    public static DataConfig defaults() {
        return new DataConfig("sample", Path.of("data", "sample"), 0.1, 64, 2, 4, 10);
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }
}
