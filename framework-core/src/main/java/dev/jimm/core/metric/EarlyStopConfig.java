package dev.jimm.core.metric;

/**
 * When a training ends before its last epoch, {@code train.early-stop}.
 *
 * @param metric that has to get better, a name of {@link Metrics#ofRun}
 * @param patience after how many epochs in a row that were not better than the best before; {@code null}: never
 * @param minDelta how much better than the best an epoch must be to count, at least 0, in the metric's unit
 */
public record EarlyStopConfig(String metric, Integer patience, double minDelta) {
    public EarlyStopConfig {
        if (patience != null && patience < 1) {
            throw new IllegalArgumentException("patience must be at least 1, or null for never, is " + patience);
        }
        if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("min-delta must be at least 0, is " + minDelta);
        }
    }

    public static EarlyStopConfig defaults() {
        return new EarlyStopConfig(Metrics.TOP1, null, 0);
    }
}
