package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MagnitudeTest {
    private static final long SEED = 17;
    private static final int COUNT = 100_000;

    private static double[] drawn(ToDoubleFunction<SplittableRandom> draw) {
        SplittableRandom random = new SplittableRandom(SEED);
        return DoubleStream.generate(() -> draw.applyAsDouble(random))
                .limit(COUNT)
                .toArray();
    }

    private static void assertMoments(double mean, double variance, double[] drawn) {
        double actual = Arrays.stream(drawn).average().orElseThrow();
        // Five standard deviations of the mean; those of the variance are of the same order.
        assertEquals(mean, actual, 5 * Math.sqrt(variance / COUNT), "mean, seed " + SEED);
        double squares = Arrays.stream(drawn)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        assertEquals(variance, squares, 0.05 * variance, "variance, seed " + SEED);
    }

    @Test
    void magnitudes() {
        Magnitude noisy = new Magnitude(6, 0.5, 10);
        assertMoments(6, 0.25, drawn(noisy::draw));
        Magnitude uniform = new Magnitude(9, 101, 10);
        assertMoments(4.5, 81 / 12.0, drawn(uniform::draw));
        double[] cut = drawn(new Magnitude(9, 3, 10)::draw);
        assertTrue(Arrays.stream(cut).allMatch(level -> level >= 0 && level <= 10));
        // Above 10 lie 36.94 %, a third of a deviation from the mean, and they all become 10.
        assertEquals(0.3694, Arrays.stream(cut).filter(level -> level == 10).count() / (double) COUNT, 0.008);
        assertEquals(9, new Magnitude(9, 0, 10).draw(new SplittableRandom(1)));
        assertEquals(10, new Magnitude(15, 0, 10).draw(new SplittableRandom(1)));
        assertEquals(15, new Magnitude(15, 0, 30).draw(new SplittableRandom(1)));
    }

    @Test
    void magnitudesInWords() {
        assertEquals("9", new Magnitude(9, 0, 10).toString());
        assertEquals("9 (normal, deviation 0.5)", new Magnitude(9, 0.5, 10).toString());
        assertEquals("0 to 3 (uniform)", new Magnitude(3, 101, 10).toString());
    }
}
