package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Image;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ColorJitterTest {
    private static final Image IMAGE = Images.random(20, 15, 1);

    private static ColorJitter jitter(double brightness, double contrast, double saturation, double hue) {
        return new ColorJitter(new ColorJitterConfig(brightness, contrast, saturation, hue, 1));
    }

    /** Whole numbers in the given order, and one number for all others. */
    private static RandomGenerator fixed(double number, int... places) {
        return new RandomGenerator() {
            private int next;

            @Override
            public double nextDouble() {
                return number;
            }

            @Override
            public int nextInt(int bound) {
                assertEquals(next + 1, bound);
                return places[next++];
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("not drawn");
            }
        };
    }

    /** Places 0, 0, 0, 0 turn the order around; places 0, 1, 2, 3 keep it. */
    @Test
    void appliesTheFourInTheOrderThatIsDrawn() {
        ColorJitter all = jitter(0.4, 0.3, 0.2, 0.1);
        Image forward = Enhance.hue(Enhance.color(Enhance.contrast(Enhance.brightness(IMAGE, 1.2), 1.15), 1.1), 0.05);
        Image backward = Enhance.brightness(Enhance.contrast(Enhance.color(Enhance.hue(IMAGE, 0.05), 1.1), 1.15), 1.2);
        assertEquals(forward, all.apply(IMAGE, fixed(0.75, 0, 1, 2, 3)));
        Image turned = all.apply(IMAGE, fixed(0.75, 0, 0, 1, 0));
        // 0; 1 0; 1 2 0 -> 0 is moved behind; 3 2 0 1
        assertEquals(
                Enhance.contrast(Enhance.brightness(Enhance.color(Enhance.hue(IMAGE, 0.05), 1.1), 1.2), 1.15), turned);
        assertFalse(forward.equals(backward), "the order must matter for this test");
    }

    @Test
    void factorsReachFromEndToEnd() {
        assertEquals(Enhance.brightness(IMAGE, 0.6), jitter(0.4, 0, 0, 0).apply(IMAGE, fixed(0, 0, 1, 2, 3)));
        assertEquals(Enhance.contrast(IMAGE, 0), jitter(0, 1.5, 0, 0).apply(IMAGE, fixed(0, 0, 1, 2, 3)));
        assertEquals(Enhance.contrast(IMAGE, 1.25), jitter(0, 1.5, 0, 0).apply(IMAGE, fixed(0.5, 0, 1, 2, 3)));
        assertEquals(Enhance.color(IMAGE, 1.5), jitter(0, 0, 1, 0).apply(IMAGE, fixed(0.75, 0, 1, 2, 3)));
        assertEquals(Enhance.hue(IMAGE, -0.5), jitter(0, 0, 0, 0.5).apply(IMAGE, fixed(0, 0, 1, 2, 3)));
    }

    /** Of dark gray, more brightness before and after more contrast are two colours; so each order can be told. */
    @Test
    void everyOrderIsAsLikely() {
        ColorJitter jitter = jitter(0.4, 0.3, 0.2, 0.1);
        TreeMap<Image, Integer> counts =
                new TreeMap<>((a, b) -> Images.checksum(a).compareTo(Images.checksum(b)));
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2400; i++) {
            counts.merge(jitter.apply(IMAGE, ordersOf(random)), 1, Integer::sum);
        }
        assertEquals(24, counts.size());
        counts.values().forEach(count -> assertEquals(100, count, 45));
    }

    private static RandomGenerator ordersOf(SplittableRandom random) {
        return new RandomGenerator() {
            @Override
            public double nextDouble() {
                return 0.9;
            }

            @Override
            public int nextInt(int bound) {
                return random.nextInt(bound);
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("not drawn");
            }
        };
    }

    @Test
    void whatIsNotWantedChangesNothing() {
        assertEquals(IMAGE, jitter(0, 0, 0, 0).apply(IMAGE, new SplittableRandom(1)));
        assertFalse(ColorJitterConfig.defaults().changesAnything());
        assertFalse(new ColorJitterConfig(0.4, 0.4, 0.4, 0.1, 0).changesAnything());
        assertTrue(new ColorJitterConfig(0, 0, 0, 0.1, 0.5).changesAnything());
    }

    @Test
    void saysWhatItDoes() {
        assertEquals(
                "brightness 0.6 to 1.4, hue -0.1 to 0.1", jitter(0.4, 0, 0, 0.1).describe());
        assertEquals(
                "contrast 0 to 2.5, saturation 0.8 to 1.2",
                jitter(0, 1.5, 0.2, 0).describe());
    }

    @Test
    void configurationIsChecked() {
        assertMessage("brightness must be at least 0, not -0.1", -0.1, 0, 0, 0, 1);
        assertMessage("contrast must be at least 0, not NaN", 0, Double.NaN, 0, 0, 1);
        assertMessage("saturation must be at least 0, not -1.0", 0, 0, -1, 0, 1);
        assertMessage("hue must be between 0 and 0.5, not 0.6", 0, 0, 0, 0.6, 1);
        assertMessage("probability must be between 0 and 1, not 2.0", 0, 0, 0, 0, 2);
    }

    private static void assertMessage(
            String message, double brightness, double contrast, double saturation, double hue, double probability) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new ColorJitterConfig(brightness, contrast, saturation, hue, probability));
        assertEquals(message, e.getMessage());
    }
}
