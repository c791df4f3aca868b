package dev.jimm.core.metric;

import dev.jimm.core.data.Batch;
import dev.jimm.core.data.Epoch;
import dev.jimm.core.data.Loader;
import dev.jimm.core.model.Classifier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a model classifies labelled images.
 *
 * <p>Metrics ({@link Metrics#names}): {@code loss}; {@code top1}, {@code top5}, ...; {@code precision}, {@code recall}
 * and {@code f1}, each as {@code -macro} (the mean over classes), {@code -micro} (of all decisions together) and {@code
 * -weighted} (the mean over classes, weighted by their samples), as scikit-learn 1.9 computes them with {@code
 * zero_division=0}.
 *
 * <ul>
 *   <li>Data of one class a sample: the likeliest class is the predicted one, of equal ones the first. Macro is the
 *       mean over the classes that occur as a label or a prediction. {@code calibration-error} is the expected
 *       calibration error over 15 equally wide bins of the predicted class's probability (Guo et al., On Calibration of
 *       Modern Neural Networks, 2017). A sample with a logit that is not a number, or is infinite, has no prediction:
 *       it is wrong in every metric, makes the loss NaN and does not count for the calibration. (Minus infinity is the
 *       logit of a probability of 0.)
 *   <li>Multi-label data: a class is predicted where its probability is above one half. Macro is the mean over all
 *       classes. {@code map} is the mean of the average precision (as scikit-learn has it, also of equal scores) over
 *       the classes that have a sample. {@code exact-match} is the part of the samples of which all classes were
 *       predicted, and no other. Top-k is the part with at least one right class among the k likeliest; a sample
 *       without classes never has one. A class whose logit is not a number is never predicted, is the least likely one
 *       for {@code map}, and makes its sample wrong in top-k and {@code exact-match} and the loss NaN.
 * </ul>
 *
 * @param samples how many were seen
 * @param metrics by name, in the order of {@link Metrics#names}; NaN where there was no sample
 * @param classes one a class, in the order of the labels
 * @param confusion what was taken for what; of multi-label data empty
 */
public record Evaluation(int samples, Map<String, Double> metrics, List<ClassResult> classes, Confusion confusion) {
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        classes = List.copyOf(classes);
    }

    /** Takes what a classifier says of a sample. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * @param labels the sample's classes
         * @param index of the sample in its reader
         */
        void take(float[] logits, int[] labels, int index);
    }

    /**
     * Evaluates all samples of a loader.
     *
     * @param multiLabel whether its samples can have several classes, or none
     */
    public static Evaluation of(Classifier classifier, Loader loader, int classes, boolean multiLabel) {
        return of(List.of(classifier), loader, classes, multiLabel).get(0);
    }

    /**
     * Evaluates several classifiers on the same samples, which are read once: each batch is given to all.
     *
     * @return one a classifier
     */
    public static List<Evaluation> of(List<Classifier> classifiers, Loader loader, int classes, boolean multiLabel) {
        List<Accumulator> accumulators = classifiers.stream()
                .map(classifier -> Accumulator.of(classes, multiLabel, Metrics.TOPS))
                .toList();
        try (Epoch epoch = loader.epoch(0, 0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    for (int i = 0; i < classifiers.size(); i++) {
                        Accumulator accumulator = accumulators.get(i);
                        forEach(classifiers.get(i), batch, (logits, labels, index) -> accumulator.add(logits, labels));
                    }
                }
            }
        }
        return accumulators.stream().map(Accumulator::evaluation).toList();
    }

    /**
     * Classifies all samples of a loader, in the loader's order.
     *
     * @param classifier gives one row a sample: where the loader makes several views of each, one for all of them
     */
    public static void forEach(Classifier classifier, Loader loader, Receiver receiver) {
        try (Epoch epoch = loader.epoch(0, 0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    forEach(classifier, batch, receiver);
                }
            }
        }
    }

    private static void forEach(Classifier classifier, Batch batch, Receiver receiver) {
        float[][] logits = classifier.logits(batch.pixels(), batch.count());
        for (int i = 0; i < logits.length; i++) {
            receiver.take(logits[i], batch.labels()[i], batch.indices()[i]);
        }
    }

    /**
     * The value of a metric.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public double metric(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException(Metrics.unknown(name, metrics.keySet()));
        }
        return value;
    }
}
