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
 * @param workers threads that decode and transform, 1 to 256
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

    /** Far beyond the cores of any machine; more is a mistake that would exhaust it. */
    private static final int MOST_WORKERS = 256;

    public DataConfig {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(root, "root");
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
