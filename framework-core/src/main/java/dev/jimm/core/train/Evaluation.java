package dev.jimm.core.train;

import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.InferenceModel;

/**
 * How well a model classifies labelled images.
 *
 * @param samples how many were seen
 * @param loss the mean cross entropy
 * @param top1 the part that was classified right, in [0, 1]
 * @param top5 the part whose class was among the five likeliest, in [0, 1]
 * @param confusion counts by true class (row) and predicted class (column)
 */
public record Evaluation(int samples, double loss, double top1, double top5, int[][] confusion) {
    private static final int TOP = 5;

    /** Evaluates all samples of a loader. */
    public static Evaluation of(InferenceModel model, Loader loader, int classes) {
        int samples = 0;
        int right = 0;
        int near = 0;
        double loss = 0;
        int[][] confusion = new int[classes][classes];
        try (Epoch epoch = loader.epoch(0, 0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    float[][] logits = model.logits(batch.pixels(), batch.count());
                    for (int i = 0; i < logits.length; i++) {
                        int label = batch.labels()[i];
                        int rank = rank(logits[i], label);
                        loss += crossEntropy(logits[i], label);
                        right += rank == 0 ? 1 : 0;
                        near += rank < TOP ? 1 : 0;
                        confusion[label][likeliest(logits[i])]++;
                        samples++;
                    }
                }
            }
        }
        return new Evaluation(samples, loss / samples, (double) right / samples, (double) near / samples, confusion);
    }

    /** How many classes are likelier than the given one: of equal ones the first, and all where a logit is not a number. */
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
}
