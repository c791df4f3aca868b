package dev.jimm.core.metric;

import java.util.Arrays;
import java.util.List;

/**
 * The average precision of each class: the mean, over the samples that have it, of the precision that a threshold at
 * the sample's own score gives. That is scikit-learn's sum of precision times the step of recall, equal scores
 * included.
 */
final class AveragePrecision {
    private AveragePrecision() {}

    /**
     * @param scores of each sample, one a class; those that are not a number count as the least
     * @param labels of each sample
     * @return of each class, NaN where no sample has it
     */
    static double[] of(List<float[]> scores, List<int[]> labels, int classes) {
        float[][] positives = positives(scores, labels, classes);
        int[][] reaching = reaching(scores, positives);
        double[] result = new double[classes];
        for (int label = 0; label < classes; label++) {
            result[label] = ofClass(positives[label], reaching[label]);
        }
        return result;
    }

    /** Of each class the scores of the samples that have it, ascending. */
    private static float[][] positives(List<float[]> scores, List<int[]> labels, int classes) {
        int[] counts = new int[classes];
        labels.forEach(ofSample -> Arrays.stream(ofSample).distinct().forEach(label -> counts[label]++));
        float[][] positives = Arrays.stream(counts).mapToObj(float[]::new).toArray(float[][]::new);
        for (int i = 0; i < scores.size(); i++) {
            float[] row = scores.get(i);
            Arrays.stream(labels.get(i))
                    .distinct()
                    .forEach(label -> positives[label][--counts[label]] = comparable(row[label]));
        }
        for (float[] ofClass : positives) {
            Arrays.sort(ofClass);
        }
        return positives;
    }

    /** Of each class how many samples have a score that reaches so many positives: all or none of equal ones. */
    private static int[][] reaching(List<float[]> scores, float[][] positives) {
        int[][] samples = Arrays.stream(positives)
                .map(ofClass -> new int[ofClass.length + 1])
                .toArray(int[][]::new);
        for (float[] row : scores) {
            for (int label = 0; label < row.length; label++) {
                samples[label][notAbove(positives[label], comparable(row[label]))]++;
            }
        }
        return samples;
    }

    private static double ofClass(float[] positives, int[] samples) {
        double sum = 0;
        int reaching = 0;
        int end = positives.length;
        while (end > 0) {
            reaching += samples[end];
            int first = end - 1;
            while (first > 0 && positives[first - 1] == positives[first]) {
                first--;
            }
            sum += (end - first) * (double) (positives.length - first) / reaching;
            end = first;
        }
        return sum / positives.length;
    }

    private static float comparable(float score) {
        return Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score + 0f; // the sort would tell -0 from 0
    }

    /** How many of the ascending values are not above the given one. */
    private static int notAbove(float[] ascending, float value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
