package dev.jimm.api.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Statistics of 200,000 draws: their mean and deviation lie within 1 % of the deviation with near certainty. */
class InitTest {
    private static final int COUNT = 200_000;
    private static final long SEED = 5;

    private static float[] draw(Init init, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        init.fill(values, shape, new SplittableRandom(SEED));
        return values;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static void assertMoments(double mean, double deviation, float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        assertEquals(mean, mean(values), 0.01 * deviation, "mean, seed " + SEED);
        assertEquals(deviation, Math.sqrt(squares / values.length), 0.01 * deviation, "deviation, seed " + SEED);
    }

    private static void assertWithin(double low, double high, float[] values) {
        double least = high;
        double most = low;
        for (float value : values) {
            assertTrue(value >= (float) low && value <= (float) high, value + " is outside of " + low + " to " + high);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        double near = 0.01 * (high - low);
        assertTrue(least < low + near && most > high - near, "only " + least + " to " + most + " was drawn");
    }

    @Test
    void constants() {
        assertArrayEquals(new float[] {0, 0}, draw(Init.ZEROS, 2));
        assertArrayEquals(new float[] {1, 1}, draw(Init.ONES, 2));
        assertArrayEquals(new float[] {0.1f}, draw(Init.constant(0.1), 1));
        assertArrayEquals(new float[] {3, 4}, draw(Init.values(new float[] {3, 4}), 2));
    }

    @Test
    void uniform() {
        float[] values = draw(Init.uniform(-1, 3), COUNT);
        assertMoments(1, 4 / Math.sqrt(12), values);
        assertWithin(-1, 3, values);
    }

    @Test
    void normal() {
        assertMoments(0, 0.3, draw(Init.normal(0.3), COUNT));
    }

    @Test
    void truncatedNormalIsCutAtTwoAsAnAbsoluteValue() {
        assertMoments(0, 0.02, draw(Init.truncatedNormal(0.02), COUNT));
        float[] wide = draw(Init.truncatedNormal(1), COUNT);
        assertWithin(-2, 2, wide);
        assertMoments(0, 0.87963, wide); // of a standard normal cut at two deviations
    }

    @Test
    void kaimingLooksAtTheOutputs() {
        // 500 outputs, windows of 2 x 2
        assertMoments(0, Math.sqrt(2.0 / 2000), draw(Init.kaimingNormalFanOut(), 500, 100, 2, 2));
    }

    @Test
    void kaimingCanLookAtTheInputs() {
        assertMoments(0, Math.sqrt(2.0 / 400), draw(Init.kaimingNormalFanIn(), 500, 100, 2, 2));
    }

    @Test
    void torchDefaultLooksAtTheInputs() {
        assertWithin(-1 / 20.0, 1 / 20.0, draw(Init.torchDefault(), 500, 100, 2, 2));
    }

    @Test
    void lecunLooksAtTheInputsAndIsCut() {
        float[] values = draw(Init.lecunNormal(), 500, 100, 2, 2);
        double deviation = 1 / 20.0;
        assertMoments(0, deviation, values);
        double bound = 2 * deviation / 0.8796;
        assertWithin(-bound, bound, values);
    }

    @Test
    void xavierLooksAtBoth() {
        double bound = Math.sqrt(6.0 / (400 + 500));
        assertWithin(-bound, bound, draw(Init.xavierUniform(), 500, 400));
    }

    @Test
    void fans() {
        assertEquals(27, Init.fanIn(64, 3, 3, 3));
        assertEquals(576, Init.fanOut(64, 3, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> Init.fanIn(64));
    }

    @Test
    void theGeneratorDecides() {
        long[] shape = {1000};
        float[] one = new float[1000];
        float[] other = new float[1000];
        Init.normal(1).fill(one, shape, new SplittableRandom(1));
        Init.normal(1).fill(other, shape, new SplittableRandom(2));
        assertFalse(Arrays.equals(one, other));
        Init.normal(1).fill(other, shape, new SplittableRandom(1));
        assertArrayEquals(one, other);
    }
}
