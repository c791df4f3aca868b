package dev.jimm.plugin.optimizers;

import static dev.jimm.plugin.optimizers.OneParameter.NO_DECAY;
import static dev.jimm.plugin.optimizers.OneParameter.RATE;
import static dev.jimm.plugin.optimizers.OneParameter.ROUNDING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("engine")
class MuonTest {
    /** How far singular values may be from 1: the polynomials do not settle there, and bfloat16 has 8 bits. */
    private static final double SPREAD = 0.1;

    private static final String UNSCALED = "adjust-lr-fn = none";

    /** The singular values of an identity of 4 rows are taken for 1 / 2, and the polynomials applied to that. */
    @ParameterizedTest
    @CsvSource({
        "original, 1.18886, 1.13058",
        "quintic, 1.27204, 0.98924",
        "polar-express, 1.74521, 1",
        "polar-express-safer, 1.76408, 1"
    })
    void thePolynomialsOfANameAreApplied(String coefficients, double once, double eightTimes) {
        String options = "ns-coefficients = " + coefficients + ", ns-steps = ";
        assertIdentity(once, options + 1, 4, 4);
        assertIdentity(eightTimes, options + 8, 4, 4);
    }

    /** A singular value of 1 / 4 becomes 3.4445 / 4 - 4.775 / 4^3 + 2.0315 / 4^5. */
    @ParameterizedTest
    @CsvSource({
        "safety-factor = 2, 4",
        "'scale-eps = true, eps = 2', 4",
        "'scale-eps = true, eps = 1', 16",
        "eps = 4, 16",
        "'', 32"
    })
    void ofTheMatrixOverItsNorm(String options, int columns) {
        double expected = columns == 32 ? 0.58288 : 0.7885; // of 1 / sqrt(32), or 1 / 4
        String jordan = "ns-coefficients = original, ns-steps = 1, " + options;
        assertIdentity(expected, jordan, columns == 32 ? 32 : 4, columns);
    }

    private static void assertIdentity(double expected, String options, int rows, int columns) {
        double[] identity = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            identity[i * columns + i] = 1;
        }
        double[] start = new double[identity.length];
        try (OneParameter matrix = new OneParameter(
                "muon", "momentum = 0, " + UNSCALED + ", " + options, NO_DECAY, new long[] {rows, columns}, start)) {
            double[] values = matrix.step(identity);
            for (int i = 0; i < values.length; i++) {
                assertEquals(-RATE * expected * identity[i], values[i], RATE * 0.03 * identity[i] + 1e-6);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 64, 1", "64, 16, 1", "16, 16, 9"})
    void ofMatricesOfAllKinds(int rows, int columns, int positions) {
        long[] shape = positions == 1 ? new long[] {rows, columns} : new long[] {rows, columns, 3, 3};
        assertOrthogonal(step("nmuon", UNSCALED, shape), rows, columns * positions, SPREAD);
    }

    @Test
    void aBatchHasAnOrthogonalStepForEachPosition() {
        double[] step = step("muon", UNSCALED + ", conv-mode = batched", 8, 32, 1, 3);
        for (int position = 0; position < 3; position++) {
            double[] matrix = new double[8 * 32];
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = step[i * 3 + position] * Math.sqrt(3); // normalised by the number of positions
            }
            assertOrthogonal(matrix, 8, 32, SPREAD);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "original, 16, 64, 1",
        "original, 64, 16, 2",
        "rms-to-rms, 16, 64, 0.5",
        "rms-to-rms, 64, 16, 2",
        "match-rms-adamw, 16, 64, 1.6",
        "match-rms-adamw, 64, 16, 1.6"
    })
    void theRateIsScaledByTheShape(String function, int rows, int columns, double scale) {
        double unscaled = norm(step("muon", UNSCALED, rows, columns));
        assertEquals(scale * unscaled, norm(step("muon", "adjust-lr-fn = " + function, rows, columns)), 1e-4);
    }

    @Test
    void aKernelIsScaledAsTheMatrixThatItIsTakenFor() {
        double unscaled = norm(step("muon", UNSCALED, 16, 16, 2, 2));
        assertEquals(0.2 * Math.sqrt(64) * unscaled, norm(step("muon", "", 16, 16, 2, 2)), 1e-4);
    }

    @Test
    void anAdaptiveStepHasItsLengthFromTheShape() {
        // those of AdamW: a quadratic mean of 0.2
        assertEquals(0.2 * Math.sqrt(16 * 64), norm(step("adamuon", "", 16, 64)), 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"none, 1", "rms-to-rms, 0.5", "rsqrt-in, 0.125"})
    void aFirstAdaptiveStepIsASign(String function, double size) {
        double[] step = step("adamuon", "eps = 1e-12, adjust-lr-fn = " + function, 16, 64);
        for (double value : step) {
            assertEquals(size, Math.abs(value), 1e-3);
        }
    }

    @Test
    void whatIsNoMatrixIsLeftToAdam() {
        try (OneParameter vector = OneParameter.vector("muon", "fallback-lr-scale = 3, betas = [0, 0.5]", 0.5, 2, 2)) {
            // decay by 1 - 0.3 * 0.5, and a step of 0.3 along the sign
            assertArrayEquals(new double[] {1.7 - 0.3, 1.7 + 0.3}, vector.step(2, -2), ROUNDING);
            // the averaged square is (0.25 * 4 + 0.5 * 1) / 0.75
            double second = 0.3 / Math.sqrt(2);
            assertArrayEquals(new double[] {1.4 * 0.85 - second, 2 * 0.85 - second}, vector.step(1, 1), ROUNDING);
        }
    }

    /** The first step at a rate of 1, against the gradient. */
    private static double[] step(String name, String options, long... shape) {
        double[] gradient = Gradients.of("matrix", shape);
        try (OneParameter matrix = new OneParameter(name, options, NO_DECAY, shape, new double[gradient.length])) {
            double[] step = matrix.step(gradient);
            for (int i = 0; i < step.length; i++) {
                step[i] /= -RATE;
            }
            return step;
        }
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** That the rows of a wide matrix, or the columns of a tall one, are orthogonal and of length 1. */
    private static void assertOrthogonal(double[] matrix, int rows, int columns, double spread) {
        boolean tall = rows > columns;
        int count = tall ? columns : rows;
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double product = 0;
                for (int i = 0; i < matrix.length / count; i++) {
                    product += tall
                            ? matrix[i * columns + a] * matrix[i * columns + b]
                            : matrix[a * columns + i] * matrix[b * columns + i];
                }
                assertEquals(a == b ? 1 : 0, product, spread, a + " times " + b);
            }
        }
    }
}
