package dev.jimm.core.metric;

import java.util.List;
import java.util.Map;

/**
 * How often a class that people found right is among the k likeliest. Samples for which they found none do not count.
 * Not safe for several threads.
 */
public final class RealAccuracy {
    private final RealLabels labels;
    private final TopCount top;
    private int samples;

    /** @param tops the k of the top-k metrics */
    public RealAccuracy(RealLabels labels, List<Integer> tops) {
        this.labels = labels;
        top = new TopCount(tops);
    }

    /**
     * Adds a sample; one with a logit that is not a number, or is infinite, is wrong.
     *
     * @param logits one a class; logarithms of probabilities will do
     * @param index of the sample in the reader that the labels were read for
     */
    public void add(float[] logits, int index) {
        int[] right = labels.of(index);
        if (right.length == 0) {
            return;
        }
        samples++;
        if (Softmax.of(logits).exists()) {
            top.add(logits, right);
        }
    }

    /** How many samples count. */
    public int samples() {
        return samples;
    }

    /** {@code top1}, {@code top5}, ... in [0, 1]; NaN where no sample counts. */
    public Map<String, Double> metrics() {
        return top.metrics(samples);
    }
}
