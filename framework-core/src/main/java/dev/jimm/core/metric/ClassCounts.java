package dev.jimm.core.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Counts labels and predictions of each class. */
final class ClassCounts {
    private final int[] support;
    private final int[] predicted;
    private final int[] right;

    ClassCounts(int classes) {
        support = new int[classes];
        predicted = new int[classes];
        right = new int[classes];
    }

    /** Adds the decision on a class of a sample. */
    void add(int label, boolean isThere, boolean isPredicted) {
        support[label] += isThere ? 1 : 0;
        predicted[label] += isPredicted ? 1 : 0;
        right[label] += isThere && isPredicted ? 1 : 0;
    }

    /** @throws IllegalArgumentException if there are not as many logits as classes */
    void requireLength(float[] logits) {
        if (logits.length != support.length) {
            throw new IllegalArgumentException(
                    "there are " + logits.length + " logits of a sample, but " + support.length + " classes");
        }
    }

    /** @param averagePrecision of each class */
    List<ClassResult> results(double[] averagePrecision) {
        List<ClassResult> results = new ArrayList<>(support.length);
        for (int label = 0; label < support.length; label++) {
            results.add(ClassResult.of(label, support[label], predicted[label], right[label], averagePrecision[label]));
        }
        return results;
    }

    /**
     * Precision, recall and F1 of all classes, by name.
     *
     * @param all whether macro counts the classes too that occur neither as a label nor as a prediction
     */
    static Map<String, Double> means(List<ClassResult> results, boolean all) {
        List<ClassResult> occurring = results.stream()
                .filter(one -> all || one.support() + one.predicted() > 0)
                .toList();
        Map<String, Double> means = new LinkedHashMap<>();
        putMeans(means, "macro", occurring, one -> 1);
        double right = sum(results, ClassResult::right);
        double predicted = sum(results, ClassResult::predicted);
        double support = sum(results, ClassResult::support);
        means.put("precision-micro", ClassResult.ratio(right, predicted));
        means.put("recall-micro", ClassResult.ratio(right, support));
        means.put("f1-micro", ClassResult.ratio(2 * right, predicted + support));
        putMeans(means, "weighted", occurring, ClassResult::support);
        return means;
    }

    private static void putMeans(
            Map<String, Double> means, String name, List<ClassResult> classes, ToDoubleFunction<ClassResult> weight) {
        means.put("precision-" + name, mean(classes, weight, ClassResult::precision));
        means.put("recall-" + name, mean(classes, weight, ClassResult::recall));
        means.put("f1-" + name, mean(classes, weight, ClassResult::f1));
    }

    private static double mean(
            List<ClassResult> classes, ToDoubleFunction<ClassResult> weight, ToDoubleFunction<ClassResult> value) {
        double weighted = sum(classes, one -> weight.applyAsDouble(one) * value.applyAsDouble(one));
        return ClassResult.ratio(weighted, sum(classes, weight));
    }

    private static double sum(List<ClassResult> classes, ToDoubleFunction<ClassResult> value) {
        double sum = 0;
        for (ClassResult one : classes) {
            sum += value.applyAsDouble(one);
        }
        return sum;
    }
}
