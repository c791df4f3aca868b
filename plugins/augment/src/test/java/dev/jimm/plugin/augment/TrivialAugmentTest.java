package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Histogram;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrivialAugmentTest {
    private static final TrivialAugment PROVIDER = new TrivialAugment();
    private static final AugmentPolicy POLICY =
            PROVIDER.create("trivial-augment-wide", PROVIDER.defaults("trivial-augment-wide"), Given.CANVAS);
    private static final Image IMAGE = image();

    /** Colours that are neither gray nor full, so that no operation leaves them as they are. */
    private static Image image() {
        byte[] pixels = new byte[64 * 48 * 3];
        Random random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (20 + 60 * (i % 3) + random.nextInt(60));
        }
        return new Image(64, 48, pixels);
    }

    /** Gives the draws of a list: operation, bin, sign. */
    private static final class Draws implements RandomGenerator {
        private final Deque<Integer> values;

        Draws(int... values) {
            this.values = new ArrayDeque<>();
            for (int value : values) {
                this.values.add(value);
            }
        }

        @Override
        public int nextInt(int bound) {
            int value = values.remove();
            assertTrue(value < bound, value + " of " + bound);
            return value;
        }

        @Override
        public boolean nextBoolean() {
            return values.remove() == 1;
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }
    }

    private static Image drawn(int operation, int bin, int negative) {
        return POLICY.apply(IMAGE, new Draws(operation, bin, negative));
    }

    private static Image moved(double a, double b, double c, double d, double e, double f) {
        return new Affine(a, b, c, d, e, f).apply(IMAGE, Filter.NEAREST, 0);
    }

    @Test
    void greatestStrengthsAreThoseOfTorchvision() {
        assertEquals(IMAGE, drawn(0, 30, 0));
        assertEquals(moved(1, 0.99, 0, 0, 1, 0), drawn(1, 30, 0));
        assertEquals(moved(1, -0.99, 0, 0, 1, 0), drawn(1, 30, 1));
        assertEquals(moved(1, 0, 0, 0.99, 1, 0), drawn(2, 30, 0));
        assertEquals(moved(1, 0, -32, 0, 1, 0), drawn(3, 30, 0));
        assertEquals(moved(1, 0, 0, 0, 1, 32), drawn(4, 30, 1));
        assertEquals(Affine.rotate(IMAGE, 135, Filter.NEAREST, 0), drawn(5, 30, 0));
        assertEquals(Enhance.brightness(IMAGE, 1.99), drawn(6, 30, 0));
        assertEquals(Enhance.color(IMAGE, 1 - 0.99), drawn(7, 30, 1));
        assertEquals(Enhance.contrast(IMAGE, 1.99), drawn(8, 30, 0));
        assertEquals(Enhance.sharpness(IMAGE, 1 - 0.99), drawn(9, 30, 1));
        assertEquals(Levels.posterize(IMAGE, 2), drawn(10, 30, 0));
        assertEquals(Levels.solarize(IMAGE, 0), drawn(11, 30, 0));
        assertEquals(Histogram.autoContrast(IMAGE), drawn(12, 30, 0));
        assertEquals(Histogram.equalize(IMAGE), drawn(13, 30, 0));
    }

    @Test
    void strengthsBetweenAreThoseOfTorchvision() {
        // Bin 7 of 31: 7/30 of the range. Pixels are cut, bits rounded, and the threshold is 195.5.
        assertEquals(moved(1, 0, -7, 0, 1, 0), drawn(3, 7, 0));
        assertEquals(moved(1, 0, 7, 0, 1, 0), drawn(3, 7, 1));
        assertEquals(Levels.posterize(IMAGE, 7), drawn(10, 7, 0));
        assertEquals(Levels.solarize(IMAGE, 196), drawn(11, 7, 0));
        assertEquals(Levels.solarize(IMAGE, 187), drawn(11, 8, 0));
        assertEquals(Levels.solarize(IMAGE, 170), drawn(11, 10, 0));
        assertEquals(Affine.rotate(IMAGE, -31.5, Filter.NEAREST, 0), drawn(5, 7, 1));
    }

    @Test
    void noStrengthChangesNothing() {
        for (int operation = 0; operation <= 11; operation++) {
            assertEquals(IMAGE, drawn(operation, 0, 0), "operation " + operation);
            assertEquals(IMAGE, drawn(operation, 0, 1), "operation " + operation);
        }
    }

    @Test
    void signsOfUnsignedOperationsDoNotMatter() {
        for (int operation : new int[] {0, 10, 11, 12, 13}) {
            assertEquals(drawn(operation, 12, 0), drawn(operation, 12, 1), "operation " + operation);
        }
    }

    /** Each result is one of those that the draws can name, and each operation comes as often as the others. */
    @Test
    void operationsAreUniform() {
        Map<Image, Set<Integer>> operations = new HashMap<>();
        for (int operation = 0; operation < 14; operation++) {
            for (int bin = 0; bin < 31; bin++) {
                for (int negative = 0; negative < 2; negative++) {
                    operations
                            .computeIfAbsent(drawn(operation, bin, negative), image -> new HashSet<>())
                            .add(operation);
                }
            }
        }
        int[] counts = new int[14];
        SplittableRandom random = new SplittableRandom(11);
        int draws = 7000;
        for (int i = 0; i < draws; i++) {
            Set<Integer> possible = operations.get(POLICY.apply(IMAGE, random));
            assertTrue(possible != null, "a result that no draw gives");
            if (possible.size() == 1) {
                counts[possible.iterator().next()]++;
            }
        }
        for (int operation = 1; operation < 14; operation++) {
            // Solarize leaves the image as it is below the bin at which the threshold meets its brightest value.
            if (operation != 11) {
                assertEquals(
                        draws / 14.0 * (operation < 10 ? 30 / 31.0 : 1),
                        counts[operation],
                        90,
                        "operation " + operation);
            }
        }
    }

    @Test
    void equalSeedsGiveEqualImagesOfTheSameSize() {
        for (int[] size : new int[][] {{1, 1}, {2, 3}, {32, 32}}) {
            Image small = new Image(size[0], size[1], new byte[size[0] * size[1] * 3]);
            for (long seed = 0; seed < 200; seed++) {
                Image once = POLICY.apply(small, new SplittableRandom(seed));
                assertEquals(once, POLICY.apply(small, new SplittableRandom(seed)));
                assertEquals(size[0], once.width());
                assertEquals(size[1], once.height());
            }
        }
    }

    @Test
    void optionsAreChecked() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new TrivialAugment.Options(1));
        assertEquals("bins must be at least 2, is 1", e.getMessage());
        assertEquals(31, PROVIDER.defaults("trivial-augment-wide").bins());
    }
}
