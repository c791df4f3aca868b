package dev.jimm.core.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiLabelTest {
    private static final double EXACT = 1e-12;
    private static final float NAN = Float.NaN;
    private static final int SAMPLES = 150;
    private static final int CLASSES = 6;

    /** 52 samples have no class; class 5 has no sample. */
    private static boolean isThere(int sample, int label) {
        return label != 5 && (sample * sample + 5 * label * sample + label) % (4 + label) == 1;
    }

    /** Of 23 levels: many scores are equal. Class 4 is never predicted. */
    private static float logit(int sample, int label) {
        float noise = (31 * sample + 57 * label + 11 * sample * label) % 23 / 8f - 1.5f;
        return noise + (isThere(sample, label) ? 1 : 0) - (label == 4 ? 9 : 0);
    }

    private static Evaluation generated() {
        Accumulator accumulator = Accumulator.of(CLASSES, true, Metrics.TOPS);
        for (int sample = 0; sample < SAMPLES; sample++) {
            int now = sample;
            float[] logits = new float[CLASSES];
            for (int label = 0; label < CLASSES; label++) {
                logits[label] = logit(sample, label);
            }
            accumulator.add(
                    logits,
                    IntStream.range(0, CLASSES)
                            .filter(label -> isThere(now, label))
                            .toArray());
        }
        return accumulator.evaluation();
    }

    private static Evaluation of(int classes, float[][] logits, int[]... labels) {
        Accumulator accumulator = Accumulator.of(classes, true, Metrics.TOPS);
        for (int i = 0; i < logits.length; i++) {
            accumulator.add(logits[i], labels[i]);
        }
        return accumulator.evaluation();
    }

    private static double[] averagePrecision(float[] scores, int... positives) {
        List<float[]> rows = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            int sample = i;
            rows.add(new float[] {scores[i]});
            labels.add(IntStream.of(positives).anyMatch(one -> one == sample) ? new int[] {0} : new int[0]);
        }
        return AveragePrecision.of(rows, labels, 1);
    }

    /**
     * The numbers of scikit-learn 1.9.1 for logits L, labels Y and P = L > 0, made by the formulas above in NumPy:
     * precision_score, recall_score and f1_score(Y, P, average=..., zero_division=0); the mean of
     * average_precision_score(Y[:, c], L[:, c]) over the first five classes; accuracy_score(Y, P). The loss is the mean
     * of logaddexp(0, L) - L * Y; top-k by argsort(-L, kind="stable").
     */
    @Test
    void agreesWithScikitLearn() {
        Evaluation evaluation = generated();
        Map<String, Double> expected = Map.ofEntries(
                Map.entry("loss", 1.2237555420860842),
                Map.entry("top1", 0.41333333333333333),
                Map.entry("top5", 0.6533333333333333),
                Map.entry("precision-macro", 0.23819748213743766),
                Map.entry("recall-macro", 0.5103174603174603),
                Map.entry("f1-macro", 0.311442839662692),
                Map.entry("precision-micro", 0.30851063829787234),
                Map.entry("recall-micro", 0.5132743362831859),
                Map.entry("f1-micro", 0.3853820598006645),
                Map.entry("precision-weighted", 0.30337873445517916),
                Map.entry("recall-weighted", 0.5132743362831859),
                Map.entry("f1-weighted", 0.36569224811436984),
                Map.entry("map", 0.6484979381871288),
                Map.entry("exact-match", 0.02666666666666667));
        assertEquals(SAMPLES, evaluation.samples());
        assertEquals(
                Metrics.names(true, Metrics.TOPS),
                List.copyOf(evaluation.metrics().keySet()));
        expected.forEach((name, value) -> assertEquals(value, evaluation.metric(name), EXACT, name));
        assertEquals(List.of(), evaluation.confusion().pairs());
    }

    /** precision_recall_fscore_support(Y, P, zero_division=0) and average_precision_score(Y[:, c], L[:, c]). */
    @Test
    void agreesWithScikitLearnClassByClass() {
        double[][] expected = { // support, predicted, precision, recall, f1, average precision
            {75, 90, 0.6444444444444445, 0.7733333333333333, 0.703030303030303, 0.8007091595932793},
            {30, 76, 0.3026315789473684, 0.7666666666666667, 0.4339622641509434, 0.5838859569437226},
            {25, 74, 0.25675675675675674, 0.76, 0.3838383838383838, 0.5290983430149712},
            {21, 71, 0.22535211267605634, 0.7619047619047619, 0.34782608695652173, 0.530561184421301},
            {75, 0, 0, 0, 0, 0.79823504696237},
            {0, 65, 0, 0, 0, Double.NaN}
        };
        for (ClassResult one : generated().classes()) {
            double[] actual = {
                one.support(), one.predicted(), one.precision(), one.recall(), one.f1(), one.averagePrecision()
            };
            assertArrayEquals(expected[one.label()], actual, EXACT, "class " + one.label());
        }
    }

    @Test
    void lossIsTheMeanBinaryCrossEntropyWithoutOverflow() {
        assertEquals(
                Math.log(2),
                of(4, new float[][] {new float[4]}, new int[] {1, 3}).metric("loss"),
                EXACT);
        double there = -Math.log(1 / (1 + Math.exp(-2)));
        double absent = -Math.log(1 - 1 / (1 + Math.exp(1)));
        assertEquals(
                (there + absent) / 2,
                of(2, new float[][] {{2, -1}}, new int[] {0}).metric("loss"),
                1e-9);
        assertEquals(500, of(2, new float[][] {{1000, -1000}}, new int[0]).metric("loss"), EXACT);
    }

    @Test
    void aRightClassAmongTheLikeliestIsEnoughForTopK() {
        float[] logits = {6, 5, 4, 3, 2, 1, 0};
        Evaluation evaluation = of(
                7,
                new float[][] {logits, logits, logits, logits},
                new int[] {0, 6},
                new int[] {4, 5},
                new int[] {6},
                new int[0]);
        assertEquals(1 / 4.0, evaluation.metric("top1"));
        assertEquals(2 / 4.0, evaluation.metric("top5"));
    }

    @Test
    void exactMatchNeedsAllClassesAndNoOther() {
        float[] first = {1, -1, 0}; // a probability of one half is none
        Evaluation evaluation = of(
                3,
                new float[][] {first, first, first, {-1, -1, -1}},
                new int[] {0},
                new int[] {0, 2},
                new int[0],
                new int[0]);
        assertEquals(2 / 4.0, evaluation.metric("exact-match"));
    }

    @Test
    void samplesWithoutAnyClassHaveNoAveragePrecision() {
        Evaluation evaluation = of(2, new float[][] {{-1, -1}, {-2, 1}}, new int[0], new int[0]);
        assertEquals(Double.NaN, evaluation.metric("map"));
        assertEquals(0.5, evaluation.metric("exact-match"));
        assertEquals(0, evaluation.metric("f1-micro"));
        assertEquals(0, evaluation.metric("f1-weighted"));
    }

    @Test
    void aClassThatIsNamedTwiceCountsOnce() {
        Evaluation twice = of(2, new float[][] {{1, -1}, {0.5f, 2}}, new int[] {0, 0}, new int[] {1});
        Evaluation once = of(2, new float[][] {{1, -1}, {0.5f, 2}}, new int[] {0}, new int[] {1});
        assertEquals(once.metrics(), twice.metrics());
        assertEquals(once.classes(), twice.classes());
    }

    @Test
    void aClassWithoutANumberIsNeverRight() {
        Evaluation evaluation =
                of(2, new float[][] {{1, NAN}, {NAN, -1}, {3, -1}}, new int[] {0, 1}, new int[0], new int[] {0});
        assertEquals(Double.NaN, evaluation.metric("loss"));
        assertEquals(1 / 3.0, evaluation.metric("top1"));
        assertEquals(1 / 3.0, evaluation.metric("exact-match"), "of the last sample; the second has nothing right");
        assertEquals(
                new ClassResult(0, 2, 2, 2, 1, 1, 1, 1), evaluation.classes().get(0));
        ClassResult second = evaluation.classes().get(1);
        assertEquals(0, second.predicted());
        assertEquals(1 / 3.0, second.averagePrecision(), EXACT, "the least likely of three");
    }

    @Test
    void averagePrecisionByHand() {
        assertArrayEquals(new double[] {(1 + 2 / 3.0) / 2}, averagePrecision(new float[] {4, 3, 2, 1}, 0, 2), EXACT);
        assertArrayEquals(new double[] {1 / 2.0}, averagePrecision(new float[] {5, 5, 5, 5}, 1, 2), EXACT);
        assertArrayEquals(new double[] {2 / 3.0}, averagePrecision(new float[] {0f, -0f, 0f}, 1, 2), EXACT);
        assertArrayEquals(
                new double[] {(1 + 3 / 4.0 + 3 / 4.0) / 3},
                averagePrecision(new float[] {9, 7, 7, 7, 1}, 0, 1, 3),
                EXACT);
        assertArrayEquals(new double[] {Double.NaN}, averagePrecision(new float[] {1, 2}), EXACT);
        assertArrayEquals(new double[] {1}, averagePrecision(new float[] {NAN, NAN}, 0, 1), EXACT);
    }
}
