package dev.jimm.core.weights;

/**
 * The section {@code train.checkpoints}: when checkpoints are written, and which are kept. One is written behind every
 * epoch; those within an epoch are there to resume from, and only the newest of them is kept.
 *
 * @param steps updates between checkpoints within an epoch; 0 for none by number
 * @param minutes between checkpoints within an epoch; 0 for none by time
 * @param last how many of the last epochs' are kept
 * @param best how many of the best epochs' are kept beside them
 * @param metric what the best are chosen by: the name of a metric of the held-out data
 */
public record CheckpointsConfig(int steps, double minutes, int last, int best, String metric) {
    public CheckpointsConfig {
        requireAtLeast(0, "steps", steps);
        if (!(minutes >= 0) || Double.isInfinite(minutes)) {
            throw new IllegalArgumentException("minutes must be a number from 0, is " + minutes);
        }
        requireAtLeast(1, "last", last);
        requireAtLeast(0, "best", best);
        if (metric == null || metric.isBlank()) {
            throw new IllegalArgumentException("metric must be the name of a metric, such as top1");
        }
    }

    public static CheckpointsConfig defaults() {
        return new CheckpointsConfig(0, 0, 2, 1, "top1");
    }

    private static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", is " + value);
        }
    }

    /**
     * Whether a checkpoint is to be written within an epoch.
     *
     * @param updates made since the run began
     * @param minutesSince the last checkpoint of any kind, or the start of the process
     */
    public boolean isDue(long updates, double minutesSince) {
        return steps > 0 && updates % steps == 0 || minutes > 0 && minutesSince >= minutes;
    }
}
