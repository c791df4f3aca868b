package dev.jimm.core.metric;

/** The expected calibration error: how far confidence and correctness are apart among samples of like confidence. */
final class Calibration {
    private static final int BINS = 15;

    private final double[] confidence = new double[BINS];
    private final int[] right = new int[BINS];
    private int samples;

    /** @param probability of the predicted class, in (0, 1] */
    void add(double probability, boolean isRight) {
        int bin = Math.max(0, Math.min(BINS, (int) Math.ceil(probability * BINS)) - 1); // (0, 1/15], (1/15, 2/15], ...
        confidence[bin] += probability;
        right[bin] += isRight ? 1 : 0;
        samples++;
    }

    /** NaN where there was no sample. */
    double error() {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(right[bin] - confidence[bin]);
        }
        return sum / samples;
    }
}
