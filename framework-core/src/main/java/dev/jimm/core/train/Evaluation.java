package dev.jimm.core.train;

import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.InferenceModel;

/**
 * How well a model classifies labelled images.
 *
 * <p>In multi-label data a prediction is right if its class is one of the sample's; that of a sample without classes
 * never is.
 *
 * @param samples how many were seen
 * @param loss the mean cross entropy; in multi-label data the mean binary cross entropy of samples and classes
 * @param top1 the part that was classified right, in [0, 1]
 * @param top5 the part that had a right class among the five likeliest, in [0, 1]
 * @param confusion counts by true class (row) and predicted class (column); a sample of several classes counts in the
 *     row of each, on the diagonal where it was classified right
 */
public record Evaluation(int samples, double loss, double top1, double top5, int[][] confusion) {
    private static final int TOP = 5;

    /**
     * Evaluates all samples of a loader.
     *
     * @param multiLabel whether its samples can have several classes, or none
     */
    public static Evaluation of(InferenceModel model, Loader loader, int classes, boolean multiLabel) {
        Sum sum = new Sum(classes, multiLabel);
        try (Epoch epoch = loader.epoch(0, 0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    float[][] logits = model.logits(batch.pixels(), batch.count());
                    for (int i = 0; i < logits.length; i++) {
                        sum.add(logits[i], batch.labels()[i]);
                    }
                }
            }
        }
        return sum.evaluation();
    }

    /** What the samples so far came to. */
    static final class Sum {
        private final boolean multiLabel;
        private final int[][] confusion;
        private int samples;
        private int right;
        private int near;
        private double loss;

        Sum(int classes, boolean multiLabel) {
            this.multiLabel = multiLabel;
            confusion = new int[classes][classes];
        }

        void add(float[] logits, int[] labels) {
            int best = Integer.MAX_VALUE;
            for (int label : labels) {
                best = Math.min(best, rank(logits, label));
            }
            loss += multiLabel ? binaryCrossEntropy(logits, labels) : crossEntropy(logits, labels[0]);
            right += best == 0 ? 1 : 0;
            near += best < TOP ? 1 : 0;
            for (int label : labels) {
                confusion[label][best == 0 ? label : likeliest(logits)]++;
            }
            samples++;
        }

        Evaluation evaluation() {
            return new Evaluation(
                    samples, loss / samples, (double) right / samples, (double) near / samples, confusion);
        }
    }

    /**
     * How many classes are likelier than the given one: of equal ones the first, and all where a logit is not a number.
     */
    static int rank(float[] logits, int label) {
        int rank = 0;
        for (int i = 0; i < logits.length; i++) {
            boolean less = logits[i] < logits[label] || (logits[i] == logits[label] && i >= label);
            rank += i == label || less ? 0 : 1;
        }
        return rank;
    }

    static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** The negative logarithm of the label's probability. */
    static double crossEntropy(float[] logits, int label) {
        double most = logits[likeliest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return Math.log(sum) + most - logits[label];
    }

    /** The mean over all classes of the negative logarithm of the probability that the class is there, or is not. */
    static double binaryCrossEntropy(float[] logits, int[] labels) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
        }
        for (int label : labels) {
            sum -= logits[label];
        }
        return sum / logits.length;
    }
}
