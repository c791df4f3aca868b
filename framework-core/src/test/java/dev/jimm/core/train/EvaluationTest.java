package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final float NAN = Float.NaN;

    @Test
    void ranksCountTheLikelierClasses() {
        float[] logits = {0.5f, -1, 3, 0.7f};
        assertEquals(2, Evaluation.rank(logits, 0));
        assertEquals(3, Evaluation.rank(logits, 1));
        assertEquals(0, Evaluation.rank(logits, 2));
        assertEquals(1, Evaluation.rank(logits, 3));
    }

    @Test
    void ofEqualClassesTheFirstIsLikelier() {
        float[] logits = {1, 2, 2, 2};
        assertEquals(0, Evaluation.rank(logits, 1));
        assertEquals(1, Evaluation.rank(logits, 2));
        assertEquals(2, Evaluation.rank(logits, 3));
        assertEquals(3, Evaluation.rank(logits, 0));
        assertEquals(1, Evaluation.likeliest(logits));
        assertEquals(0, Evaluation.likeliest(new float[] {0, 0}));
    }

    @Test
    void aClassWithoutANumberIsNeverRight() {
        assertEquals(3, Evaluation.rank(new float[] {NAN, NAN, NAN, NAN}, 0));
        assertEquals(2, Evaluation.rank(new float[] {1, NAN, 0}, 1));
        assertEquals(1, Evaluation.rank(new float[] {1, NAN, 0}, 0));
    }

    @Test
    void crossEntropy() {
        assertEquals(Math.log(4), Evaluation.crossEntropy(new float[4], 2), 1e-12);
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(-3);
        assertEquals(-Math.log(Math.exp(2) / sum), Evaluation.crossEntropy(new float[] {1, 2, -3}, 1), 1e-12);
        assertEquals(0, Evaluation.crossEntropy(new float[] {1000, 0}, 0), 1e-12, "no overflow");
        assertEquals(1000, Evaluation.crossEntropy(new float[] {1000, 0}, 1), 1e-9);
    }

    @Test
    void binaryCrossEntropy() {
        assertEquals(Math.log(2), Evaluation.binaryCrossEntropy(new float[4], new int[] {1, 3}), 1e-12);
        double there = -Math.log(1 / (1 + Math.exp(-2)));
        double absent = -Math.log(1 - 1 / (1 + Math.exp(1)));
        assertEquals((there + absent) / 2, Evaluation.binaryCrossEntropy(new float[] {2, -1}, new int[] {0}), 1e-9);
        assertEquals(500, Evaluation.binaryCrossEntropy(new float[] {1000, -1000}, new int[0]), 1e-9, "no overflow");
    }

    @Test
    void severalLabelsAreRightWhenTheLikeliestIsAmongThem() {
        Evaluation.Sum sum = new Evaluation.Sum(7, true);
        float[] logits = {6, 5, 4, 3, 2, 1, 0};
        sum.add(logits, new int[] {0, 6});
        sum.add(logits, new int[] {4, 5});
        sum.add(logits, new int[] {6});
        sum.add(logits, new int[0]);
        Evaluation evaluation = sum.evaluation();
        assertEquals(4, evaluation.samples());
        assertEquals(1 / 4.0, evaluation.top1());
        assertEquals(2 / 4.0, evaluation.top5());
        int[][] confusion = new int[7][7];
        confusion[0][0] = 1;
        confusion[6][6] = 1;
        confusion[4][0] = 1;
        confusion[5][0] = 1;
        confusion[6][0] = 1;
        assertArrayEquals(confusion, evaluation.confusion());
        double none = Evaluation.binaryCrossEntropy(logits, new int[0]);
        assertEquals(none - (6 + 2 + 1) / 7.0 / 4, evaluation.loss(), 1e-9);
    }

    @Test
    void aSingleLabelCountsAsEver() {
        Evaluation.Sum sum = new Evaluation.Sum(3, false);
        sum.add(new float[] {1, 2, 3}, new int[] {2});
        sum.add(new float[] {1, 2, 3}, new int[] {0});
        Evaluation evaluation = sum.evaluation();
        assertEquals(0.5, evaluation.top1());
        assertEquals(1, evaluation.top5());
        assertArrayEquals(new int[][] {{0, 0, 1}, {0, 0, 0}, {0, 0, 1}}, evaluation.confusion());
        assertEquals(Evaluation.crossEntropy(new float[] {1, 2, 3}, 1), evaluation.loss(), 1e-9);
    }
}
