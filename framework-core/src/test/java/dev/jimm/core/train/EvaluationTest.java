package dev.jimm.core.train;

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
}
