package dev.jimm.core.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of data whose samples have one class each. */
final class SingleLabelAccumulator implements Accumulator {
    private final int classes;
    private final TopCount top;
    private final ClassCounts counts;
    private final Calibration calibration = new Calibration();
    private final Map<Long, Integer> confusion = new HashMap<>();
    private int samples;
    private double loss;

    SingleLabelAccumulator(int classes, List<Integer> tops) {
        this.classes = classes;
        top = new TopCount(tops);
        counts = new ClassCounts(classes);
    }

    @Override
    public void add(float[] logits, int[] labels) {
        counts.requireLength(logits);
        int label = labels[0];
        Softmax softmax = Softmax.of(logits);
        samples++;
        loss += softmax.logSum() - logits[label];
        if (!softmax.exists()) {
            counts.add(label, true, false);
            return;
        }
        top.add(logits, labels);
        int predicted = softmax.likeliest();
        boolean right = predicted == label;
        calibration.add(softmax.confidence(), right);
        counts.add(label, true, right);
        if (!right) {
            counts.add(predicted, false, true);
        }
        confusion.merge(Confusion.key(label, predicted), 1, Integer::sum);
    }

    @Override
    public Evaluation evaluation() {
        double[] none = new double[classes];
        Arrays.fill(none, Double.NaN);
        List<ClassResult> results = counts.results(none);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(Metrics.LOSS, loss / samples);
        metrics.putAll(top.metrics(samples));
        metrics.putAll(ClassCounts.means(results, false));
        metrics.put(Metrics.CALIBRATION_ERROR, calibration.error());
        return new Evaluation(samples, metrics, results, new Confusion(confusion));
    }
}
