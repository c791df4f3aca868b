package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two steps of Adafactor and of Big Vision's on shapes large enough for their squares to be factored, against plain
 * loops: of each square that is averaged as a whole, the means over either axis.
 */
@Tag("engine")
class FactoredSquareTest {
    /** The part of the averages that the second step replaces. */
    private static final double SECOND_PART = Math.pow(2, -0.8);

    private static final double ROUNDING = 3e-6;

    /** How an averaged square of a tensor (rows, columns, positions) is approximated. */
    private interface Approximation {
        double[] of(double[] square, int rows, int columns, int positions);
    }

    @Test
    void adafactorFactorsAMatrix() {
        assertSteps("adafactor", "", FactoredSquareTest::factored, 1, 20, 17, 1, 20, 17);
        assertSteps("adafactor", "", FactoredSquareTest::factored, 1, 17, 20, 1, 17, 20);
    }

    @Test
    void adafactorFactorsTheChannelsOfAKernel() {
        assertSteps("adafactor", "", FactoredSquareTest::factored, 1, 18, 17, 9, 18, 17, 3, 3);
    }

    @Test
    void adafactorShortensSteps() {
        assertSteps("adafactor", "clip-threshold = 0.5", FactoredSquareTest::factored, 0.5, 20, 17, 1, 20, 17);
    }

    @Test
    void bigVisionFactorsWideMatrices() {
        assertSteps(bigVision(), "momentum = null", FactoredSquareTest::factored, 1e9, 17, 20, 1, 17, 20);
        assertSteps(bigVision(), "momentum = null", FactoredSquareTest::factored, 1e9, 17, 18, 9, 17, 18, 3, 3);
    }

    @Test
    void bigVisionTakesOneMeanWhereTheLargestAxisComesFirst() {
        assertSteps(bigVision(), "momentum = null", FactoredSquareTest::meansOfRows, 1e9, 20, 17, 1, 20, 17);
        assertSteps(bigVision(), "momentum = null", FactoredSquareTest::meansOfRows, 1e9, 18, 17, 9, 18, 17, 3, 3);
    }

    @Test
    void bigVisionTakesRowsRelativeToTheAxisBeforeTheColumns() {
        assertSteps(bigVision(), "momentum = null", FactoredSquareTest::relativeToTheMiddle, 1e9, 18, 3, 17, 18, 3, 17);
    }

    @Test
    void bigVisionShortensStepsAndNeverLengthensThem() {
        String options = "momentum = null, clipping-threshold = ";
        assertSteps(bigVision(), options + 0.5, FactoredSquareTest::factored, 0.5, 17, 20, 1, 17, 20);
        assertSteps(bigVision(), options + 4, FactoredSquareTest::factored, 1e9, 17, 20, 1, 17, 20);
    }

    private static String bigVision() {
        return "adafactorbv";
    }

    /** The product of the means of a row and of a column, over the mean of all; by position. */
    private static double[] factored(double[] square, int rows, int columns, int positions) {
        double[] result = new double[square.length];
        for (int k = 0; k < positions; k++) {
            double[] row = new double[rows];
            double[] column = new double[columns];
            double all = 0;
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double value = square[(i * columns + j) * positions + k];
                    row[i] += value / columns;
                    column[j] += value / rows;
                    all += value / rows / columns;
                }
            }
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    result[(i * columns + j) * positions + k] = row[i] * column[j] / all;
                }
            }
        }
        return result;
    }

    /** The mean of a row; by position. */
    private static double[] meansOfRows(double[] square, int rows, int columns, int positions) {
        double[] result = new double[square.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < positions; k++) {
                double mean = 0;
                for (int j = 0; j < columns; j++) {
                    mean += square[(i * columns + j) * positions + k] / columns;
                }
                for (int j = 0; j < columns; j++) {
                    result[(i * columns + j) * positions + k] = mean;
                }
            }
        }
        return result;
    }

    /** The mean over the last axis times that over the first, this relative to its own mean over the middle one. */
    private static double[] relativeToTheMiddle(double[] square, int first, int middle, int last) {
        double[] result = new double[square.length];
        for (int k = 0; k < last; k++) {
            double[] overFirst = new double[middle];
            for (int i = 0; i < first; i++) {
                for (int j = 0; j < middle; j++) {
                    overFirst[j] += square[(i * middle + j) * last + k] / first;
                }
            }
            double mean = Arrays.stream(overFirst).sum() / middle;
            for (int i = 0; i < first; i++) {
                for (int j = 0; j < middle; j++) {
                    double overLast = 0;
                    for (int l = 0; l < last; l++) {
                        overLast += square[(i * middle + j) * last + l] / last;
                    }
                    result[(i * middle + j) * last + k] = overLast * overFirst[j] / mean;
                }
            }
        }
        return result;
    }

    private static void assertSteps(
            String name,
            String options,
            Approximation approximation,
            double longest,
            int rows,
            int columns,
            int positions,
            long... shape) {
        double[] first = Gradients.of("first", shape);
        double[] second = Gradients.of("second", shape);
        double[] square = new double[first.length];
        double[] values = new double[first.length];
        try (OneParameter parameter = new OneParameter(name, options, OneParameter.NO_DECAY, shape, values.clone())) {
            average(square, first, 1);
            descend(values, first, approximation.of(square, rows, columns, positions), longest);
            assertArrayEquals(values, parameter.step(first), ROUNDING);
            average(square, second, SECOND_PART);
            descend(values, second, approximation.of(square, rows, columns, positions), longest);
            assertArrayEquals(values, parameter.step(second), ROUNDING);
        }
    }

    private static void average(double[] square, double[] gradient, double part) {
        for (int i = 0; i < square.length; i++) {
            square[i] += part * (gradient[i] * gradient[i] - square[i]);
        }
    }

    /** A step whose quadratic mean is at most the given one, times the rate. */
    private static void descend(double[] values, double[] gradient, double[] square, double longest) {
        double[] step = new double[values.length];
        double sum = 0;
        for (int i = 0; i < step.length; i++) {
            step[i] = gradient[i] / Math.sqrt(square[i]);
            sum += step[i] * step[i];
        }
        double mean = Math.sqrt(sum / step.length);
        for (int i = 0; i < step.length; i++) {
            values[i] -= OneParameter.RATE * step[i] / Math.max(1, mean / longest);
        }
    }
}
