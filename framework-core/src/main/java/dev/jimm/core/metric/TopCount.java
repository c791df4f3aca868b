package dev.jimm.core.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how often a right class was among the k likeliest. */
final class TopCount {
    private final List<Integer> tops;
    private final int[] right;

    TopCount(List<Integer> tops) {
        if (tops.stream().anyMatch(k -> k < 1)) {
            throw new IllegalArgumentException("the k of top-k must be at least 1, is one of " + tops);
        }
        this.tops = List.copyOf(tops);
        right = new int[tops.size()];
    }

    /** @param labels of which one is to be found; of none, none is */
    void add(float[] logits, int[] labels) {
        int best = Integer.MAX_VALUE;
        for (int label : labels) {
            best = Math.min(best, rank(logits, label));
        }
        for (int i = 0; i < right.length; i++) {
            right[i] += best < tops.get(i) ? 1 : 0;
        }
    }

    /** How many classes are likelier than the given one, or as likely and before it. */
    static int rank(float[] logits, int label) {
        float own = logits[label];
        int rank = 0;
        for (int i = 0; i < label; i++) {
            rank += logits[i] >= own ? 1 : 0;
        }
        for (int i = label + 1; i < logits.length; i++) {
            rank += logits[i] > own ? 1 : 0;
        }
        return rank;
    }

    /** The parts of so many samples, by name. */
    Map<String, Double> metrics(int samples) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < right.length; i++) {
            metrics.put(Metrics.top(tops.get(i)), (double) right[i] / samples);
        }
        return metrics;
    }
}
