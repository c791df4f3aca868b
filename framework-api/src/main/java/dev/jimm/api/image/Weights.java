package dev.jimm.api.image;

import java.util.Arrays;

/**
 * How the lines (rows or columns) of a resized image come from those of its source: line i is the sum of {@code
 * count[i]} lines from {@code first[i]} on, by the weights from {@code i * stride} on. The weights are multiples of
 * 2^-22. A row of weights ends with zeros; {@code stride} is a multiple of four.
 */
record Weights(int[] first, int[] count, int[] values, int stride) {
    /** With 22 bits behind the point, 8 bits of value and 2 of overshoot stay free in an int. */
    static final int PRECISION = 22;

    static Weights of(int inputs, float from, float to, int outputs, Filter filter) {
        double scale = (double) (to - from) / outputs;
        int stride = (int) Math.ceil(filter.support() * Math.max(scale, 1)) * 2 + 4 & ~3;
        Weights weights = new Weights(new int[outputs], new int[outputs], new int[outputs * stride], stride);
        for (int i = 0; i < outputs; i++) {
            Line line = Line.of(inputs, from + (i + 0.5) * scale, scale, filter);
            weights.first[i] = line.first;
            weights.count[i] = line.exact.length;
            for (int k = 0; k < line.exact.length; k++) {
                weights.values[i * stride + k] = fixed(line.exact[k]);
            }
        }
        return weights;
    }

    /** The lines that one line is made of, from the first on, by weights that sum to 1. */
    record Line(int first, double[] exact) {
        /**
         * @param center where the line lies among those of the source
         * @param scale how many lines of the source one line stands for
         */
        static Line of(int inputs, double center, double scale, Filter filter) {
            double widening = Math.max(scale, 1);
            double support = filter.support() * widening;
            int first = Math.max(0, (int) (center - support + 0.5));
            double[] exact = new double[Math.min(inputs, (int) (center + support + 0.5)) - first];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = filter.weight((k + first - center + 0.5) * (1 / widening));
                sum += exact[k];
            }
            for (int k = 0; k < exact.length && sum != 0; k++) {
                exact[k] /= sum;
            }
            return new Line(first, exact);
        }
    }

    /** Rounds half away from zero. */
    private static int fixed(double weight) {
        double scaled = weight * (1 << PRECISION);
        return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }

    /** The number of lines that come out. */
    int outputs() {
        return first.length;
    }

    /**
     * Computes line i, as values of 0 to 255.
     *
     * @param lines the lines that it needs, line k at k modulo the length of the array
     */
    void sum(int i, int[][] lines, int[] result) {
        int length = lines.length;
        Arrays.fill(result, 1 << PRECISION - 1);
        for (int k = 0; k < count[i]; k += 4) {
            int line = first[i] + k;
            int at = i * stride + k;
            // Where fewer than four are left, the weights of the others are zero.
            addFour(
                    result,
                    lines[line % length],
                    values[at],
                    lines[(line + 1) % length],
                    values[at + 1],
                    lines[(line + 2) % length],
                    values[at + 2],
                    lines[(line + 3) % length],
                    values[at + 3]);
        }
        clip(result);
    }

    /** Four at once save writing the sums; loops as plain as this one are what the compiler turns into vectors. */
    private static void addFour(int[] sums, int[] a, int wa, int[] b, int wb, int[] c, int wc, int[] d, int wd) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    /** Without Math.min and max, which the compiler of Java 17 does not turn into vectors here. */
    private static void clip(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            int value = sums[i] >> PRECISION;
            int positive = value & ~(value >> 31);
            sums[i] = (positive | (255 - positive) >> 31) & 255;
        }
    }
}
