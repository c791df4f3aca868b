package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.metric.Confusion.Pair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SingleLabelTest {
    private static final double EXACT = 1e-12;
    private static final int SAMPLES = 200;
    private static final int CLASSES = 7;

    /** Classes 2, 5 and 6 are no sample's; 5 is never predicted either. */
    private static int label(int sample) {
        return (sample * sample + 3 * sample) % 11 % 6;
    }

    private static float logit(int sample, int label) {
        float noise = (37 * sample + 101 * label + 13 * sample * label) % 29 / 8f - 1;
        return noise + (label == label(sample) ? 1.5f : 0) - (label == 5 ? 9 : 0);
    }

    private static Evaluation generated() {
        Accumulator accumulator = Accumulator.of(CLASSES, false, List.of(1, 3, 5));
        for (int sample = 0; sample < SAMPLES; sample++) {
            float[] logits = new float[CLASSES];
            for (int label = 0; label < CLASSES; label++) {
                logits[label] = logit(sample, label);
            }
            accumulator.add(logits, new int[] {label(sample)});
        }
        return accumulator.evaluation();
    }

    private static Evaluation of(int classes, float[][] logits, int... labels) {
        Accumulator accumulator = Accumulator.of(classes, false, Metrics.TOPS);
        for (int i = 0; i < logits.length; i++) {
            accumulator.add(logits[i], new int[] {labels[i]});
        }
        return accumulator.evaluation();
    }

    /**
     * The numbers of scikit-learn 1.9.1 for logits L, labels y and predictions p = L.argmax(1), made by the formulas
     * above in NumPy: log_loss(y, softmax(L), labels=range(7)); accuracy_score(y, p); precision_score, recall_score and
     * f1_score(y, p, average=..., zero_division=0). Top-k by argsort(-L, kind="stable"); the calibration error from
     * bins ceil(15 * confidence) of NumPy. In 10 samples the likeliest classes are equal.
     */
    @Test
    void agreesWithScikitLearn() {
        Evaluation evaluation = generated();
        Map<String, Double> expected = Map.ofEntries(
                Map.entry("loss", 1.14825890386518),
                Map.entry("top1", 0.555),
                Map.entry("top3", 0.87),
                Map.entry("top5", 0.995),
                Map.entry("precision-macro", 0.4686509407531653),
                Map.entry("recall-macro", 0.3752467598358009),
                Map.entry("f1-macro", 0.41462672208940865),
                Map.entry("precision-micro", 0.555),
                Map.entry("recall-micro", 0.555),
                Map.entry("f1-micro", 0.555),
                Map.entry("precision-weighted", 0.7240443699786023),
                Map.entry("recall-weighted", 0.555),
                Map.entry("f1-weighted", 0.6248675669272684),
                Map.entry("calibration-error", 0.15052128723903668));
        assertEquals(SAMPLES, evaluation.samples());
        assertEquals(expected.keySet(), evaluation.metrics().keySet());
        expected.forEach((name, value) -> assertEquals(value, evaluation.metric(name), EXACT, name));
    }

    /** precision_recall_fscore_support(y, p, zero_division=0) and confusion_matrix(y, p), both with labels=range(7). */
    @Test
    void agreesWithScikitLearnClassByClass() {
        Evaluation evaluation = generated();
        double none = Double.NaN;
        assertEquals(
                List.of(
                        new ClassResult(0, 55, 44, 28, 28 / 44.0, 28 / 55.0, 56 / 99.0, none),
                        new ClassResult(1, 36, 34, 22, 22 / 34.0, 22 / 36.0, 44 / 70.0, none),
                        new ClassResult(2, 0, 31, 0, 0, 0, 0, none),
                        new ClassResult(3, 36, 31, 21, 21 / 31.0, 21 / 36.0, 42 / 67.0, none),
                        new ClassResult(4, 73, 47, 40, 40 / 47.0, 40 / 73.0, 80 / 120.0, none),
                        new ClassResult(5, 0, 0, 0, 0, 0, 0, none),
                        new ClassResult(6, 0, 13, 0, 0, 0, 0, none)),
                evaluation.classes());
        int[][] matrix = {
            {28, 3, 9, 5, 4, 0, 6},
            {2, 22, 6, 2, 1, 0, 3},
            {0, 0, 0, 0, 0, 0, 0},
            {2, 2, 7, 21, 2, 0, 2},
            {12, 7, 9, 3, 40, 0, 2},
            {0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0}
        };
        Confusion confusion = evaluation.confusion();
        for (int label = 0; label < CLASSES; label++) {
            for (int predicted = 0; predicted < CLASSES; predicted++) {
                assertEquals(matrix[label][predicted], confusion.count(label, predicted), label + " as " + predicted);
            }
        }
        assertEquals(
                List.of(new Pair(4, 0, 12), new Pair(0, 2, 9), new Pair(4, 2, 9), new Pair(3, 2, 7)),
                confusion.mostConfused(4));
        assertEquals(Optional.of(new Pair(3, 2, 7)), confusion.mostMistakenFor(3));
        assertEquals(Optional.empty(), confusion.mostMistakenFor(5));
        assertEquals(24, confusion.pairs().size());
        assertEquals(new Pair(0, 0, 28), confusion.pairs().get(0));
        assertEquals(new Pair(4, 6, 2), confusion.pairs().get(23));
    }

    @Test
    void lossIsTheMeanCrossEntropyWithoutOverflow() {
        assertEquals(Math.log(4), of(4, new float[][] {{0, 0, 0, 0}}, 2).metric("loss"), EXACT);
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(-3);
        assertEquals(
                -Math.log(Math.exp(2) / sum),
                of(3, new float[][] {{1, 2, -3}}, 1).metric("loss"),
                EXACT);
        assertEquals(0, of(2, new float[][] {{1000, 0}}, 0).metric("loss"), EXACT);
        assertEquals(1000, of(2, new float[][] {{1000, 0}}, 1).metric("loss"), EXACT);
    }

    @Test
    void ofEqualClassesTheFirstIsPredicted() {
        Evaluation evaluation = of(3, new float[][] {{1, 1, 0}, {1, 1, 0}, {2, 2, 2}}, 0, 1, 2);
        assertEquals(1 / 3.0, evaluation.metric("top1"));
        assertEquals(
                List.of(new Pair(0, 0, 1), new Pair(1, 0, 1), new Pair(2, 0, 1)),
                evaluation.confusion().pairs());
    }

    @Test
    void aSampleWithoutNumbersIsWrongAndHasNoPrediction() {
        float nan = Float.NaN;
        float infinite = Float.POSITIVE_INFINITY;
        Evaluation evaluation = of(
                3, new float[][] {{2, 1, 0}, {5, nan, 0}, {nan, nan, nan}, {0, infinite, 0}, {0, 1, 2}}, 0, 0, 1, 1, 2);
        assertEquals(5, evaluation.samples());
        assertEquals(Double.NaN, evaluation.metric("loss"));
        assertEquals(2 / 5.0, evaluation.metric("top1"));
        assertEquals(2 / 5.0, evaluation.metric("top5"), "not even among as many as there are");
        assertEquals(1, evaluation.metric("precision-micro"), "two predictions, both right");
        assertEquals(2 / 5.0, evaluation.metric("recall-micro"));
        assertEquals((1 / 2.0 + 0 + 1) / 3, evaluation.metric("recall-macro"), EXACT);
        double confidence = 1 / (1 + Math.exp(-1) + Math.exp(-2));
        assertEquals(1 - confidence, evaluation.metric("calibration-error"), EXACT, "of the two predictions");
        assertEquals(
                List.of(new Pair(0, 0, 1), new Pair(2, 2, 1)),
                evaluation.confusion().pairs());
    }

    @Test
    void probabilitiesOfZeroAreNumbers() {
        float zero = Float.NEGATIVE_INFINITY;
        Evaluation evaluation = of(3, new float[][] {{0, zero, zero}, {0, zero, zero}}, 0, 2);
        assertEquals(Double.POSITIVE_INFINITY, evaluation.metric("loss"));
        assertEquals(0.5, evaluation.metric("top1"));
        assertEquals(0.5, evaluation.metric("calibration-error"), "sure, and right in one of two");
    }

    @Test
    void calibrationErrorByHand() {
        // probabilities 0.9 (right), 0.9 (wrong), 0.6 (right): |1 - 1.8| and |1 - 0.6| over 3 samples
        float ninety = (float) Math.log(9);
        float sixty = (float) Math.log(1.5);
        Evaluation evaluation = of(2, new float[][] {{ninety, 0}, {0, ninety}, {sixty, 0}}, 0, 0, 0);
        assertEquals((0.8 + 0.4) / 3, evaluation.metric("calibration-error"), 1e-6);
    }

    @Test
    void oneClassIsAlwaysRight() {
        Evaluation evaluation = of(1, new float[][] {{-3}, {4}}, 0, 0);
        for (String name : Metrics.names(false, Metrics.TOPS)) {
            assertEquals(Metrics.isHigherBetter(name) ? 1 : 0, evaluation.metric(name), name);
        }
    }

    @Test
    void noSampleHasNoPartOfItRight() {
        Evaluation evaluation = of(3, new float[0][]);
        assertEquals(0, evaluation.samples());
        assertEquals(Double.NaN, evaluation.metric("loss"));
        assertEquals(Double.NaN, evaluation.metric("top1"));
        assertEquals(Double.NaN, evaluation.metric("calibration-error"));
        assertEquals(0, evaluation.metric("f1-macro"));
    }

    @Test
    void manyClassesNeedNoMatrix() {
        int classes = 50_000; // whose matrix would have 10 GB
        float[] logits = new float[classes];
        logits[49_999] = 1;
        Evaluation evaluation = of(classes, new float[][] {logits, logits, logits}, 7, 49_999, 7);
        assertEquals(List.of(new Pair(7, 49_999, 2)), evaluation.confusion().mostConfused(10));
        assertEquals(1, evaluation.confusion().count(49_999, 49_999));
        assertEquals(0, evaluation.confusion().count(49_999, 7));
        assertEquals(
                new ClassResult(49_999, 1, 3, 1, 1 / 3.0, 1, 0.5, Double.NaN),
                evaluation.classes().get(49_999));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Accumulator accumulator = Accumulator.of(3, false, Metrics.TOPS);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> accumulator.add(new float[2], new int[] {0}))
                .getMessage();
        assertEquals("there are 2 logits of a sample, but 3 classes", message);
        assertThrows(IllegalArgumentException.class, () -> Accumulator.of(3, false, List.of(1, 0)));
        message = assertThrows(IllegalArgumentException.class, () -> generated().metric("top-1"))
                .getMessage();
        assertTrue(message.startsWith("no metric is called 'top-1'; did you mean 'top1'"), message);
    }
}
