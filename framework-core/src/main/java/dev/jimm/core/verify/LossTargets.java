package dev.jimm.core.verify;

import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.mix.BatchAugmentation;
import java.util.Arrays;
import java.util.List;

/** The targets of reference losses, for a batch of {@value ROWS} samples of {@value CLASSES} classes. */
enum LossTargets {
    INDEX,
    SOFT,
    MULTI;

    static final int ROWS = 6;
    static final int CLASSES = 7;
    private static final long[] INDICES = {0, 3, 6, 2, 2, 5};
    /** Generated values above it stand for classes that are there. */
    private static final double LEAST_THERE = 0.3;

    /**
     * By the beginning of a text; the rest of it is explanation.
     *
     * @throws JimmException (DATA) when it begins with none of them
     */
    static LossTargets named(Facts text) {
        String name = text.text();
        if (name.startsWith("index")) {
            return INDEX;
        }
        return switch (name) {
            case "soft" -> SOFT;
            case "multi" -> MULTI;
            default -> throw text.malformed("unknown target '" + name + "'; known are index, soft, multi");
        };
    }

    boolean areIndices() {
        return this == INDEX;
    }

    /**
     * The targets as a loss takes them; the caller closes them.
     *
     * @param asIndices whether as indices, which only {@link #INDEX} can be
     * @param smoothing of indices that become a number for each class
     */
    DeviceTensor tensor(boolean asIndices, double smoothing) {
        return asIndices ? DeviceTensor.of(INDICES, ROWS) : DeviceTensor.of(dense(smoothing), ROWS, CLASSES);
    }

    private float[] dense(double smoothing) {
        return switch (this) {
            case INDEX -> {
                double[] unmixed = new double[ROWS];
                Arrays.fill(unmixed, 1);
                int[][] labels = Arrays.stream(INDICES)
                        .mapToObj(index -> new int[] {(int) index})
                        .toArray(int[][]::new);
                yield new BatchAugmentation.Drawn(List.of(), unmixed).targets(labels, CLASSES, smoothing);
            }
            case SOFT -> softmax(GeneratedValues.unit("soft", ROWS * CLASSES));
            case MULTI -> there(GeneratedValues.unit("multi", ROWS * CLASSES));
        };
    }

    /** Of twice the values, row by row. */
    private static float[] softmax(float[] values) {
        float[] result = new float[values.length];
        for (int row = 0; row < values.length; row += CLASSES) {
            double sum = 0;
            for (int i = row; i < row + CLASSES; i++) {
                sum += Math.exp(2 * values[i]);
            }
            for (int i = row; i < row + CLASSES; i++) {
                result[i] = (float) (Math.exp(2 * values[i]) / sum);
            }
        }
        return result;
    }

    private static float[] there(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] > LEAST_THERE ? 1 : 0;
        }
        return result;
    }
}
