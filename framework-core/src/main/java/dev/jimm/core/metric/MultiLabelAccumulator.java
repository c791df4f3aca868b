package dev.jimm.core.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of data whose samples have any number of classes. */
final class MultiLabelAccumulator implements Accumulator {
    private final int classes;
    private final TopCount top;
    private final ClassCounts counts;
    /** Of each sample, one score a class. */
    private final List<float[]> scores = new ArrayList<>();
    /** Of each sample, its classes. */
    private final List<int[]> labels = new ArrayList<>();

    private int exact;
    private double loss;

    MultiLabelAccumulator(int classes, List<Integer> tops) {
        this.classes = classes;
        top = new TopCount(tops);
        counts = new ClassCounts(classes);
    }

    @Override
    public void add(float[] logits, int[] ofSample) {
        counts.requireLength(logits);
        boolean[] there = new boolean[classes];
        for (int label : ofSample) {
            there[label] = true;
        }
        double sum = 0;
        boolean allRight = true;
        for (int label = 0; label < classes; label++) {
            boolean predicted = logits[label] > 0;
            counts.add(label, there[label], predicted);
            allRight &= there[label] == predicted;
            sum += Logistic.softplus(there[label] ? -logits[label] : logits[label]);
        }
        loss += sum / classes;
        if (!Double.isNaN(sum)) {
            top.add(logits, ofSample);
            exact += allRight ? 1 : 0;
        }
        scores.add(logits.clone());
        labels.add(ofSample.clone());
    }

    @Override
    public Evaluation evaluation() {
        int samples = scores.size();
        List<ClassResult> results = counts.results(AveragePrecision.of(scores, labels, classes));
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(Metrics.LOSS, loss / samples);
        metrics.putAll(top.metrics(samples));
        metrics.putAll(ClassCounts.means(results, true));
        metrics.put(Metrics.MEAN_AVERAGE_PRECISION, meanAveragePrecision(results));
        metrics.put(Metrics.EXACT_MATCH, (double) exact / samples);
        return new Evaluation(samples, metrics, results, new Confusion(Map.of()));
    }

    /** NaN where no sample has a class. */
    private static double meanAveragePrecision(List<ClassResult> results) {
        return results.stream()
                .filter(one -> one.support() > 0)
                .mapToDouble(ClassResult::averagePrecision)
                .average()
                .orElse(Double.NaN);
    }
}
