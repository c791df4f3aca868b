package dev.jimm.core.weights;

import java.util.Optional;

/**
 * How good a checkpoint is. Only scores of one metric can be compared.
 *
 * @param metric the name of what was measured
 * @param value finite; higher is better, whatever the metric
 */
public record Score(String metric, double value) {
    public Score {
        if (metric.isBlank() || !Double.isFinite(value)) {
            throw new IllegalArgumentException("a score has a metric and is finite, not '" + metric + "' " + value);
        }
    }

    /** None when nothing finite was measured. */
    public static Optional<Score> of(String metric, double value) {
        return Double.isFinite(value) ? Optional.of(new Score(metric, value)) : Optional.empty();
    }
}
