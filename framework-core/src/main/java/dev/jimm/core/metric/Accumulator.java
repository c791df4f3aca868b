package dev.jimm.core.metric;

import java.util.List;

/** Adds up an evaluation, sample by sample. Not safe for several threads. */
public interface Accumulator {
    /**
     * Adds a sample.
     *
     * @param logits one a class. Logarithms of probabilities are logits too, such as of the mean probabilities of
     *     several views of a sample; of multi-label data it is {@code log(p / (1 - p))}
     * @param labels the sample's classes: one, or any number of multi-label data
     */
    void add(float[] logits, int[] labels);

    /** What the samples so far came to. */
    Evaluation evaluation();

    /**
     * An empty one. Its memory grows with the number of classes and of different mistakes. With multi-label data it
     * keeps all logits, 4 bytes a sample and class, for the average precision: 200 MB of 50,000 samples and 1,000
     * classes.
     *
     * @param tops the k of the top-k metrics
     */
    static Accumulator of(int classes, boolean multiLabel, List<Integer> tops) {
        return multiLabel ? new MultiLabelAccumulator(classes, tops) : new SingleLabelAccumulator(classes, tops);
    }
}
