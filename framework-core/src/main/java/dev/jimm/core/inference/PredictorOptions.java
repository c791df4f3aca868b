package dev.jimm.core.inference;

import dev.jimm.api.tensor.Precision;
import java.time.Duration;

/**
 * How a {@link Predictor} works. Start from {@link #DEFAULT}.
 *
 * @param precision of the contractions, FP32 or BF16
 * @param measured see {@link Tuning#measured}
 * @param mostAtOnce how many images of several requests are computed together at most, at least 1
 * @param longestWait how long the first of them waits for others at most; zero: not at all
 * @param mostWaiting how many images may wait for their turn; further ones are refused
 */
public record PredictorOptions(
        Precision precision, boolean measured, int mostAtOnce, Duration longestWait, int mostWaiting) {
    /** Float32; up to 8 images at once, which do not wait for each other; 256 waiting. */
    public static final PredictorOptions DEFAULT = new PredictorOptions(Precision.FP32, true, 8, Duration.ZERO, 256);

    public PredictorOptions {
        require(mostAtOnce >= 1, "mostAtOnce must be at least 1, is " + mostAtOnce);
        require(mostWaiting >= 1, "mostWaiting must be at least 1, is " + mostWaiting);
        require(!longestWait.isNegative(), "longestWait must not be negative, is " + longestWait);
        require(precision != Precision.FP16, "precision must be FP32 or BF16: CPUs are slow with FP16");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    public PredictorOptions precision(Precision value) {
        return new PredictorOptions(value, measured, mostAtOnce, longestWait, mostWaiting);
    }

    public PredictorOptions measured(boolean value) {
        return new PredictorOptions(precision, value, mostAtOnce, longestWait, mostWaiting);
    }

    /** Collects images of requests that come at once, or within a while of each other. */
    public PredictorOptions batches(int most, Duration wait) {
        return new PredictorOptions(precision, measured, most, wait, mostWaiting);
    }

    public PredictorOptions mostWaiting(int value) {
        return new PredictorOptions(precision, measured, mostAtOnce, longestWait, value);
    }
}
