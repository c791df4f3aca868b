package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final int[][] LABELS = {{1}, {0}, {2}, {2}};

    /** What timm's {@code mixup_target} gives for these labels, 4 classes, lambda 0.3 and smoothing 0.1. */
    @Test
    void mixedTargetsAreTimms() {
        float[] expected = {
            0.025f, 0.29500002f, 0.65499997f, 0.025f,
            0.29500002f, 0.025f, 0.65499997f, 0.025f,
            0.65499997f, 0.025f, 0.29500002f, 0.025f,
            0.025f, 0.65499997f, 0.29500002f, 0.025f
        };
        assertArrayEquals(expected, Targets.of(LABELS, new double[] {0.3, 0.3, 0.3, 0.3}, 4, 0.1), 1e-6f);
    }

    @Test
    void ownTargetsWithoutSmoothingAreZeroAndOne() {
        float[] expected = {0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1};
        assertArrayEquals(expected, Targets.of(LABELS, new double[] {1, 1, 1, 1}, 3, 0), 0);
    }

    @Test
    void eachImageHasItsOwnShare() {
        float[] expected = {0, 1, 0, 0.5f, 0, 0.5f, 0.75f, 0, 0.25f, 0, 1, 0};
        assertArrayEquals(expected, Targets.of(LABELS, new double[] {1, 0.5, 0.25, 0}, 3, 0), 1e-7f);
    }

    @Test
    void severalLabelsMixAsOneDoes() {
        int[][] labels = {{0, 2}, {1}, {}, {2}};
        float[] expected = {0.25f, 0, 1, 0, 0.25f, 0, 0, 0.75f, 0, 0.75f, 0, 1};
        assertArrayEquals(expected, Targets.of(labels, new double[] {0.25, 0.25, 0.25, 0.25}, 3, 0), 1e-7f);
        float[] smoothed = {0.925f, 0.025f, 0.925f, 0.025f, 0.025f, 0.025f, 0.025f, 0.025f};
        assertArrayEquals(smoothed, Targets.of(new int[][] {{0, 2}, {}}, new double[] {1, 1}, 4, 0.1), 1e-7f);
    }
}
