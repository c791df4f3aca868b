package dev.jimm.core.mix;

import java.util.Arrays;

/** What a model shall say of each image: a number for each class. */
final class Targets {
    private Targets() {}

    /**
     * The targets of a batch whose images are mixed with those of the batch in reverse order: 1 for the classes of an
     * image and 0 for the others, smoothed, and then mixed.
     *
     * @param labels the classes of each image, N times
     * @param shares the share of each image's own labels, N numbers in [0, 1]
     * @param smoothing the part that is spread over all classes, in [0, 1)
     * @return N x classes, row-major
     */
    static float[] of(int[][] labels, double[] shares, int classes, double smoothing) {
        double on = 1 - smoothing;
        float[] targets = new float[labels.length * classes];
        Arrays.fill(targets, (float) (smoothing / classes));
        for (int i = 0; i < labels.length; i++) {
            add(targets, i * classes, labels[i], on * shares[i]);
            add(targets, i * classes, labels[labels.length - 1 - i], on * (1 - shares[i]));
        }
        return targets;
    }

    private static void add(float[] targets, int row, int[] labels, double value) {
        for (int label : labels) {
            targets[row + label] += (float) value;
        }
    }
}
