package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done fast against what is done plainly ({@link Reference}), on images and factors by chance. */
class FastPathsTest {
    private static final int[][] SIZES = {{1, 1}, {1, 19}, {23, 1}, {2, 2}, {3, 7}, {17, 5}, {64, 33}, {41, 150}};
    private static final Filter[] SMOOTH = {Filter.BILINEAR, Filter.BICUBIC};
    private static final int FILL = 0x0a80f0;

    static IntStream seeds() {
        return new Random(Long.getLong("jimm.test.seed", 42)).ints(25, 0, Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void resize(int seed) {
        Random random = new Random(seed);
        Image image = image(random);
        int width = 1 + random.nextInt(70);
        int height = random.nextInt(4) == 0 ? image.height() : 1 + random.nextInt(70);
        float left = random.nextInt(3) == 0 ? 0 : image.width() * random.nextFloat() * 0.6f;
        Resize.Box part = new Resize.Box(left, 0, image.width(), image.height() * (1 - random.nextFloat() * 0.6f));
        Resize.Box all = new Resize.Box(0, 0, image.width(), image.height());
        for (Filter filter : Filter.values()) {
            if (filter != Filter.NEAREST) {
                String what = image + " to " + width + " x " + height + " by " + filter;
                Image expected = Reference.resize(image, width, height, filter, all);
                assertEqual(expected, Resize.resize(image, width, height, filter), what);
                Image cut = Reference.resize(image, width, height, filter, part);
                assertEqual(cut, Resize.resize(image, width, height, filter, part), what + " from " + part);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shearsAndTranslations(int seed) {
        Random random = new Random(seed);
        Image image = image(random);
        double factor = factor(random);
        double shift = factor * image.width();
        checkSmooth(image, Affine.shearX(factor));
        checkSmooth(image, Affine.shearY(factor));
        checkSmooth(image, Affine.translation(shift, 0));
        checkSmooth(image, Affine.translation(0, shift));
        checkNearest(image, Affine.shearX(factor));
        checkNearest(image, Affine.shearY(factor));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mapsOfAnyKind(int seed) {
        Random random = new Random(seed);
        Image image = image(random);
        double radians = random.nextDouble() * 7;
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        double x = image.width() / 2.0;
        double y = image.height() / 2.0;
        Affine rotation = new Affine(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
        checkSmooth(image, rotation);
        checkNearest(image, rotation);
        checkSmooth(image, Affine.translation(factor(random), factor(random)));
        checkSmooth(image, new Affine(factor(random), 0.3, 1, -0.2, factor(random), 2));
    }

    private static void checkSmooth(Image image, Affine map) {
        for (Filter filter : SMOOTH) {
            Image expected = Reference.affine(map, image, filter, FILL);
            assertEqual(expected, map.apply(image, filter, FILL), map + " of " + image + " by " + filter);
        }
    }

    private static void checkNearest(Image image, Affine map) {
        if (map.b() != 0 || map.d() != 0) {
            Image expected = Reference.nearest(map, image, FILL);
            assertEqual(expected, map.apply(image, Filter.NEAREST, FILL), map + " of " + image + " by nearest");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void enhance(int seed) {
        Random random = new Random(seed);
        Image image = image(random);
        double factor = factor(random);
        Image gray = Reference.gray(image);
        double mean = IntStream.range(0, image.width() * image.height())
                .map(i -> gray.at(i % image.width(), i / image.width(), 0))
                .average()
                .orElseThrow();
        String what = image + " by " + factor;
        Image medium = Reference.uniform(image, (int) (mean + 0.5));
        assertEqual(Reference.mixed(gray, image, factor), Enhance.color(image, factor), "colour of " + what);
        assertEqual(Reference.mixed(medium, image, factor), Enhance.contrast(image, factor), "contrast of " + what);
        Image black = Reference.uniform(image, 0);
        assertEqual(Reference.mixed(black, image, factor), Enhance.brightness(image, factor), "brightness of " + what);
        Image smooth = Reference.smooth(image);
        assertEqual(Reference.mixed(smooth, image, factor), Enhance.sharpness(image, factor), "sharpness of " + what);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void blur(int seed) {
        Random random = new Random(seed);
        Image image = image(random);
        double radius = random.nextDouble() * 12;
        assertEqual(Reference.blur(image, radius), Blur.gaussian(image, radius), image + " by " + radius);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void moves(int seed) {
        Image image = image(new Random(seed));
        int width = image.width();
        int height = image.height();
        assertEqual(
                Reference.image(width, height, (x, y, channel) -> image.at(width - 1 - x, y, channel)),
                Geometry.flipHorizontal(image),
                "flip of " + image);
        assertEqual(
                Reference.image(height, width, (x, y, channel) -> image.at(y, x, channel)),
                Geometry.transpose(image),
                "transpose of " + image);
        assertEqual(
                Reference.image(width, height, (x, y, channel) -> image.at(width - 1 - x, height - 1 - y, channel)),
                Geometry.rotate180(image),
                "half a turn of " + image);
    }

    /** Noise, black and white, or a gradient with flat areas: where results are cut, they must be right. */
    private static Image image(Random random) {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        int kind = random.nextInt(3);
        return Reference.image(size[0], size[1], (x, y, channel) -> switch (kind) {
            case 0 -> random.nextInt(256);
            case 1 -> random.nextInt(4) == 0 ? 255 : 0;
            default -> Math.min(200, (x / 3 + y) * 9 + channel * 20);
        });
    }

    /** Small, whole, near to whole, or so great that nothing is left in the frame. */
    private static double factor(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(9) - 4;
            case 1 -> random.nextInt(9) - 4 + random.nextGaussian() * 1e-9;
            case 2 -> random.nextGaussian() * 1e6;
            default -> random.nextGaussian();
        };
    }

    private static void assertEqual(Image expected, Image actual, String what) {
        assertEquals(expected.width() + " x " + expected.height(), actual.width() + " x " + actual.height(), what);
        for (int i = 0; i < expected.pixels().length; i++) {
            if (expected.pixels()[i] != actual.pixels()[i]) {
                assertEquals(expected.pixels()[i] & 0xff, actual.pixels()[i] & 0xff, what + ": value " + i);
            }
        }
    }
}
