package dev.jimm.plugin.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewtonSchulzCoefficientsTest {
    /** What the polynomials of nine steps make of 1 / 2, each by itself: a / 2 + b / 8 + c / 32. */
    private static final String OF_A_HALF = """
        ORIGINAL | 1.188859 1.188859 1.188859 1.188859 1.188859 1.188859 1.188859 1.188859 1.188859
        QUINTIC | 1.272044 1.269816 1.243978 1.083256 1.074275 1.074275 1.074275 1.074275 1.074275
        POLAR_EXPRESS | 1.745206 1.696005 1.622949 1.361239 0.956448 0.795058 0.787716 0.792969 0.792969
        POLAR_EXPRESS_SAFER | 1.764077 1.685976 1.615088 1.361376 0.960849 0.791727 0.782502 0.792969 0.792969
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = OF_A_HALF)
    void areThoseOfTheirSources(NewtonSchulzCoefficients coefficients, String ofAHalf) {
        String[] expected = ofAHalf.split(" ");
        for (int step = 0; step < expected.length; step++) {
            double[] abc = coefficients.at(step);
            double actual = abc[0] / 2 + abc[1] / 8 + abc[2] / 32;
            assertEquals(Double.parseDouble(expected[step]), actual, 1e-6, "step " + step);
        }
    }
}
