package dev.jimm.core.metric;

import java.util.List;

/**
 * Decides whether a training ends early, from the metric's values so far alone: a resumed run decides as an unbroken
 * one.
 */
public final class EarlyStop {
    private EarlyStop() {}

    /** @param values of {@link EarlyStopConfig#metric} after each epoch that was validated, the first first */
    public static boolean isDue(EarlyStopConfig config, List<Double> values) {
        return config.patience() != null && withoutImprovement(config, values) >= config.patience();
    }

    /** How many of the last values brought nothing. One that is not a number is no improvement. */
    private static int withoutImprovement(EarlyStopConfig config, List<Double> values) {
        double best = -Double.MAX_VALUE;
        int waited = 0;
        for (double value : values) {
            double score = Metrics.score(config.metric(), value);
            if (score > best + config.minDelta()) {
                best = score;
                waited = 0;
            } else {
                waited++;
            }
        }
        return waited;
    }
}
