package dev.jimm.core.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.predict.ViewAverage.Mean;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ViewAverageTest {
    private static final ByteBuffer NO_PIXELS = ByteBuffer.allocate(0);

    private static float ln(double value) {
        return (float) Math.log(value);
    }

    private static float[][] average(Mean mean, int views, float[]... answers) {
        return new ViewAverage((pixels, count) -> answers, views, mean).logits(NO_PIXELS, answers.length);
    }

    @Test
    void averagesProbabilitiesOfTheViewsOfEachImage() {
        // Two images, two views each: first the first views. Image 0: (0.5, 0.5) and (0.9, 0.1); image 1: (0.2, 0.8)
        // twice.
        float[][] averaged = average(
                Mean.PROBABILITIES,
                2,
                new float[] {3, 3},
                new float[] {ln(0.2), ln(0.8)},
                new float[] {5 + ln(9), 5},
                new float[] {ln(2), ln(8)});
        assertEquals(2, averaged.length);
        assertArrayEquals(new float[] {ln(0.7), ln(0.3)}, averaged[0], 1e-6f);
        assertArrayEquals(new float[] {ln(0.2), ln(0.8)}, averaged[1], 1e-6f);
    }

    @Test
    void theMeanIsNoneOfLogits() {
        // The mean of the logits would be equal for both classes.
        float[][] averaged = average(Mean.PROBABILITIES, 2, new float[] {0, 4}, new float[] {4, 0});
        assertArrayEquals(new float[] {ln(0.5), ln(0.5)}, averaged[0], 1e-6f);
        averaged = average(Mean.PROBABILITIES, 2, new float[] {0, ln(3)}, new float[] {0, -ln(3)});
        assertArrayEquals(new float[] {ln(0.5), ln(0.5)}, averaged[0], 1e-6f);
    }

    @Test
    void probabilitiesThatVanishKeepTheirOrder() {
        float[] averaged =
                average(Mean.PROBABILITIES, 2, new float[] {0, -2000, -3000}, new float[] {0, -2000, -3000})[0];
        assertArrayEquals(new float[] {0, -2000, -3000}, averaged, 1e-3f);
    }

    @Test
    void independentProbabilitiesAreAveragedClassByClass() {
        // Of 0.5 and 0.9 comes 0.7, whose logit is ln(0.7 / 0.3).
        float[][] averaged =
                average(Mean.INDEPENDENT_PROBABILITIES, 2, new float[] {0, -800}, new float[] {ln(9), -800});
        assertArrayEquals(new float[] {ln(0.7 / 0.3), -800}, averaged[0], 1e-4f);
    }

    @Test
    void valuesAreAveragedAsTheyAre() {
        assertArrayEquals(new float[][] {{2, -1}}, average(Mean.VALUES, 2, new float[] {1, -2}, new float[] {3, 0}));
    }

    @Test
    void oneViewIsLeftAsItIs() {
        float[] logits = {1, 2};
        assertSame(logits, average(Mean.PROBABILITIES, 1, logits)[0]);
    }

    @Test
    void whatIsNoNumberStaysNone() {
        float[] averaged = average(Mean.PROBABILITIES, 2, new float[] {Float.NaN, 0}, new float[] {0, 0})[0];
        assertTrue(Float.isNaN(averaged[0]));
        assertTrue(Float.isNaN(averaged[1]));
    }

    @Test
    void noViewIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> average(Mean.VALUES, 0));
    }
}
