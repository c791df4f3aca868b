package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainTransformTest {
    private static final List<Double> WHOLE = List.of(1.0, 1.0);

    @Test
    void cropsLieInsideAndFollowTheConfiguration() {
        TrainTransform transform = transform(TrainTransform.Config.defaults(), 24);
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        double least = 1;
        double greatest = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            TrainTransform.Crop crop = transform.crop(200, 200, random);
            assertTrue(crop.left() >= 0 && crop.left() + crop.width() <= 200, crop.toString());
            assertTrue(crop.top() >= 0 && crop.top() + crop.height() <= 200, crop.toString());
            double ratio = (double) crop.width() / crop.height();
            assertTrue(ratio > 0.73 && ratio < 1.37, crop.toString());
            double part = crop.width() * crop.height() / 40_000.0;
            sum += part;
            least = Math.min(least, part);
            greatest = Math.max(greatest, part);
        }
        assertEquals(0.08, least, 0.005);
        assertEquals(1, greatest, 0.02);
        // Below the mean of 0.08 and 1, which is 0.54: large crops that are not square do not fit, and are drawn again.
        assertEquals(0.48, sum / draws, 0.01);
    }

    @Test
    void positionsAreUniform() {
        TrainTransform transform = transform(config(List.of(0.25, 0.25), WHOLE, "bilinear", 0, 0), 24);
        SplittableRandom random = new SplittableRandom(4);
        int[] counts = new int[11];
        for (int i = 0; i < 11_000; i++) {
            TrainTransform.Crop crop = transform.crop(20, 20, random);
            assertEquals(10, crop.width());
            counts[crop.left()]++;
        }
        for (int count : counts) {
            assertEquals(1000, count, 150);
        }
    }

    @Test
    void fallsBackToTheCentre() {
        TrainTransform transform = transform(config(WHOLE, WHOLE, "bilinear", 0, 0), 24);
        SplittableRandom random = new SplittableRandom(5);
        assertEquals(new TrainTransform.Crop(45, 0, 10, 10), transform.crop(100, 10, random));
        assertEquals(new TrainTransform.Crop(0, 45, 10, 10), transform.crop(10, 100, random));
        TrainTransform wide = transform(config(WHOLE, List.of(0.75, 4.0 / 3), "bilinear", 0, 0), 24);
        assertEquals(new TrainTransform.Crop(43, 0, 13, 10), wide.crop(100, 10, random));
    }

    @Test
    void flipsWithTheirProbability() {
        Image image = Fixtures.random(16, 16, 1);
        assertEquals(image, apply(image, 0, 0));
        assertEquals(Geometry.flipHorizontal(image), apply(image, 1, 0));
        assertEquals(Geometry.flipVertical(image), apply(image, 0, 1));
        TrainTransform half = transform(config(WHOLE, WHOLE, "bilinear", 0.5, 0), 16);
        SplittableRandom random = new SplittableRandom(6);
        int flipped = 0;
        for (int i = 0; i < 1000; i++) {
            flipped += half.apply(image, random).equals(image) ? 0 : 1;
        }
        assertEquals(500, flipped, 60);
    }

    private static Image apply(Image image, double horizontal, double vertical) {
        return transform(config(WHOLE, WHOLE, "bicubic", horizontal, vertical), 16)
                .apply(image, new SplittableRandom(1));
    }

    @Test
    void anyInputGivesTheSizeAndEqualDrawsGiveEqualPixels() {
        TrainTransform transform = new TrainTransform(TrainTransform.Config.defaults(), 40, 24, AugmentPolicy.NONE);
        for (int[] size : new int[][] {{1, 1}, {2, 2}, {32, 32}, {5, 400}, {400, 5}}) {
            Image image = Fixtures.random(size[0], size[1], 1);
            for (long seed = 0; seed < 50; seed++) {
                Image result = transform.apply(image, new SplittableRandom(seed));
                assertEquals(24, result.width());
                assertEquals(40, result.height());
                assertEquals(result, transform.apply(image, new SplittableRandom(seed)));
            }
        }
    }

    @Test
    void randomInterpolationDrawsBoth() {
        Image image = Fixtures.random(30, 30, 1);
        TrainTransform.Config random = config(WHOLE, WHOLE, "random", 0, 0);
        Image bilinear = transform(config(WHOLE, WHOLE, "bilinear", 0, 0), 16).apply(image, new SplittableRandom(1));
        Image bicubic = transform(config(WHOLE, WHOLE, "bicubic", 0, 0), 16).apply(image, new SplittableRandom(1));
        assertNotEquals(bilinear, bicubic);
        int smooth = 0;
        SplittableRandom draws = new SplittableRandom(8);
        for (int i = 0; i < 400; i++) {
            Image result = transform(random, 16).apply(image, draws);
            assertTrue(result.equals(bilinear) || result.equals(bicubic));
            smooth += result.equals(bilinear) ? 1 : 0;
        }
        assertEquals(200, smooth, 40);
    }

    @Test
    void thePolicyComesLast() {
        Image black = new Image(16, 16, new byte[16 * 16 * 3]);
        TrainTransform transform =
                new TrainTransform(TrainTransform.Config.defaults(), 16, 16, (image, random) -> black);
        assertEquals(black, transform.apply(Fixtures.random(50, 50, 1), new SplittableRandom(1)));
    }

    @Test
    void configurationIsChecked() {
        assertMessage(
                "scale must be two numbers above 0, the lesser first, not [0.5, 0.2]", List.of(0.5, 0.2), WHOLE, 0, 0);
        assertMessage("scale must be two numbers above 0, the lesser first, not [0.5]", List.of(0.5), WHOLE, 0, 0);
        assertMessage("scale must be at most 1, not [0.5, 1.2]", List.of(0.5, 1.2), WHOLE, 0, 0);
        assertMessage(
                "ratio must be two numbers above 0, the lesser first, not [0.0, 1.0]", WHOLE, List.of(0.0, 1.0), 0, 0);
        assertMessage("horizontal-flip must be between 0 and 1, not 1.5", WHOLE, WHOLE, 1.5, 0);
        assertMessage("vertical-flip must be between 0 and 1, not -1.0", WHOLE, WHOLE, 0, -1);
    }

    private static void assertMessage(
            String message, List<Double> scale, List<Double> ratio, double horizontal, double vertical) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> config(scale, ratio, "random", horizontal, vertical));
        assertEquals(message, e.getMessage());
    }

    private static TrainTransform.Config config(
            List<Double> scale, List<Double> ratio, String interpolation, double horizontal, double vertical) {
        return new TrainTransform.Config(
                null,
                ConfigFactory.empty(),
                new TrainTransform.CropConfig(scale, ratio, interpolation),
                horizontal,
                vertical);
    }

    private static TrainTransform transform(TrainTransform.Config config, int size) {
        return new TrainTransform(config, size, size, AugmentPolicy.NONE);
    }
}
