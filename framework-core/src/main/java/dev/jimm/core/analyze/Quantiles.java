package dev.jimm.core.analyze;

import java.util.Arrays;

/**
 * The distribution of a value over the images. The value at a part p is the smallest one that a part p of the images
 * does not exceed.
 *
 * @param least the smallest
 * @param p5 at 5 %
 * @param p25 at 25 %
 * @param median at 50 %
 * @param p75 at 75 %
 * @param p95 at 95 %
 * @param most the largest
 */
public record Quantiles(double least, double p5, double p25, double median, double p75, double p95, double most) {
    /** Of at least one value, in any order. */
    static Quantiles of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Quantiles(
                sorted[0],
                at(5, sorted),
                at(25, sorted),
                at(50, sorted),
                at(75, sorted),
                at(95, sorted),
                sorted[sorted.length - 1]);
    }

    /** Whole numbers, so that nothing is rounded to the wrong side. */
    private static double at(int percent, double[] sorted) {
        return sorted[(int) (((long) percent * sorted.length + 99) / 100) - 1];
    }
}
