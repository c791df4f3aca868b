package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Blur;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.config.Problems;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainTransformTest {
    /** The whole image, in the size that it has, and no flips. */
    private static final String PLAIN = "crop { scale = [1, 1], ratio = [1, 1] }, horizontal-flip = 0";

    private static TrainTransform.Config config(String keys) {
        Problems problems = new Problems();
        TrainTransform.Config config = ConfigBinder.bind(
                ConfigFactory.parseString(keys), "augment", TrainTransform.Config.defaults(), problems);
        problems.throwIfAny();
        return config;
    }

    private static TrainTransform transform(String keys, int size, AugmentPolicy policy) {
        return new TrainTransform(config(keys), size, size, policy);
    }

    private static Image one(TrainTransform transform, Image image, long seed) throws UnreadableImageException {
        List<Image> views = transform.apply(Picture.of(image), new SplittableRandom(seed));
        assertEquals(1, views.size());
        return views.get(0);
    }

    @Test
    void flipsWithTheirProbability() throws UnreadableImageException {
        Image image = Images.random(16, 16, 1);
        assertEquals(image, one(transform(PLAIN, 16, AugmentPolicy.NONE), image, 1));
        assertEquals(
                Geometry.flipHorizontal(image),
                one(transform(PLAIN + ", horizontal-flip = 1", 16, AugmentPolicy.NONE), image, 1));
        assertEquals(
                Geometry.flipVertical(image),
                one(transform(PLAIN + ", vertical-flip = 1", 16, AugmentPolicy.NONE), image, 1));
        TrainTransform often = transform(PLAIN + ", horizontal-flip = 0.3", 16, AugmentPolicy.NONE);
        assertEquals(300, changed(often, image, Geometry.flipHorizontal(image)), 60);
    }

    /** How many of 1000 results are the second image; the others must be the first. */
    private static int changed(TrainTransform transform, Image image, Image other) throws UnreadableImageException {
        SplittableRandom random = new SplittableRandom(6);
        int changed = 0;
        for (int i = 0; i < 1000; i++) {
            Image result = transform.apply(Picture.of(image), random).get(0);
            assertTrue(result.equals(image) || result.equals(other));
            changed += result.equals(other) ? 1 : 0;
        }
        return changed;
    }

    @Test
    void laterStagesComeInOrder() throws UnreadableImageException {
        Image image = Images.random(30, 30, 3);
        String keys = PLAIN + ", color-jitter { brightness = 0.4 }, grayscale = 1, blur = 1";
        TrainTransform transform = transform(keys, 30, (given, random) -> Levels.invert(given));
        SplittableRandom draws = new SplittableRandom(11);
        new RandomResizedCrop(config(keys).crop(), 30, 30).apply(Picture.of(image), draws);
        draws.nextDouble(); // the flips
        draws.nextDouble();
        Image inverted = Levels.invert(image);
        draws.nextDouble(); // whether there is jitter
        Image expected = new ColorJitter(new ColorJitterConfig(0.4, 0, 0, 0, 1)).apply(inverted, draws);
        draws.nextDouble(); // whether there is gray
        expected = Enhance.grayscale(expected);
        draws.nextDouble(); // whether there is blur
        expected = Blur.kernel(expected, 23, 0.1 + 1.9 * draws.nextDouble());
        assertEquals(expected, one(transform, image, 11));
    }

    @Test
    void grayAndBlurHaveTheirProbability() throws UnreadableImageException {
        Image image = Images.random(8, 8, 1);
        TrainTransform gray = transform(PLAIN + ", grayscale = 0.2", 8, AugmentPolicy.NONE);
        assertEquals(200, changed(gray, image, Enhance.grayscale(image)), 55);
        TrainTransform blurred = transform(PLAIN + ", blur = 0.4", 8, AugmentPolicy.NONE);
        SplittableRandom random = new SplittableRandom(4);
        int changed = 0;
        for (int i = 0; i < 1000; i++) {
            // a sigma of 0.1 is no blur: below 0.23, all weights but that in the centre are less than 1e-4
            changed += blurred.apply(Picture.of(image), random).get(0).equals(image) ? 0 : 1;
        }
        assertEquals(400 * (2 - 0.23) / 1.9, changed, 70);
    }

    @Test
    void jitterHasItsProbability() throws UnreadableImageException {
        byte[] bright = new byte[8 * 8 * 3];
        java.util.Arrays.fill(bright, (byte) 200);
        Image image = new Image(8, 8, bright);
        String keys = PLAIN + ", color-jitter { brightness = 1, probability = 0.25 }";
        TrainTransform transform = transform(keys, 8, AugmentPolicy.NONE);
        SplittableRandom random = new SplittableRandom(5);
        int changed = 0;
        for (int i = 0; i < 1000; i++) {
            changed += transform.apply(Picture.of(image), random).get(0).equals(image) ? 0 : 1;
        }
        assertEquals(250, changed, 60);
    }

    /** The first view is cropped and flipped; each of the others goes on from it by itself. */
    @Test
    void splitsShareTheFirstStage() throws UnreadableImageException {
        AugmentPolicy policy = (image, random) -> Levels.solarizeAdd(image, random.nextInt(100));
        Image image = Images.random(50, 40, 7);
        TrainTransform plain = transform("", 24, AugmentPolicy.NONE);
        TrainTransform transform = transform("splits = 3", 24, policy);
        assertEquals(1, plain.views());
        assertEquals(3, transform.views());
        for (long seed = 0; seed < 20; seed++) {
            List<Image> views = transform.apply(Picture.of(image), new SplittableRandom(seed));
            assertEquals(3, views.size());
            SplittableRandom draws = new SplittableRandom(seed);
            Image first = plain.apply(Picture.of(image), draws).get(0);
            assertEquals(first, views.get(0));
            assertEquals(policy.apply(first, draws), views.get(1));
            assertEquals(policy.apply(first, draws), views.get(2));
            assertNotEquals(views.get(1), views.get(2));
        }
    }

    @Test
    void everyModeAndSizeWithEverythingOn() throws UnreadableImageException {
        for (String mode : new String[] {"rrc", "rkrc", "rkrr"}) {
            String keys =
                    "crop.mode = " + mode + ", vertical-flip = 0.5, color-jitter { brightness = 0.4, contrast = 0.4,"
                            + " saturation = 0.4, hue = 0.1 }, grayscale = 0.5, blur = 0.5, splits = 2";
            TrainTransform transform = transform(keys, 32, AugmentPolicy.NONE).sized(40, 24);
            assertEquals(40, transform.height());
            assertEquals(24, transform.width());
            for (int[] size : new int[][] {{1, 1}, {5, 400}, {400, 5}, {33, 47}}) {
                Picture picture = Picture.of(Images.random(size[0], size[1], 1));
                for (long seed = 0; seed < 10; seed++) {
                    List<Image> views = transform.apply(picture, new SplittableRandom(seed));
                    assertEquals(views, transform.apply(picture, new SplittableRandom(seed)));
                    for (Image view : views) {
                        assertEquals(24, view.width());
                        assertEquals(40, view.height());
                    }
                }
            }
        }
    }

    @Test
    void canvasHasTheMeanColourAndTheFiltersOfTheCrop() {
        Canvas canvas = TrainTransform.canvas(config("").crop(), List.of(0.485, 0.456, 0.406));
        assertEquals(new Canvas(0x7c7468, List.of(Filter.BILINEAR, Filter.BICUBIC)), canvas);
        Canvas nearest =
                TrainTransform.canvas(config("crop.interpolation = nearest").crop(), List.of(0.0, 1.0, 2.0));
        assertEquals(new Canvas(0x00ffff, List.of(Filter.NEAREST)), nearest);
        Canvas lanczos =
                TrainTransform.canvas(config("crop.interpolation = lanczos").crop(), List.of(0.5, 0.5, 0.5));
        assertEquals(new Canvas(0x808080, List.of(Filter.BILINEAR, Filter.BICUBIC)), lanczos);
    }

    @Test
    void saysWhatItDoes() {
        assertEquals(
                List.of(
                        "cut out a random part: 0.08 to 1 of the area, width / height 0.75 to 1.333",
                        "resize to 24 x 24 (height x width), bilinear or bicubic",
                        "flip left and right, with probability 0.5"),
                transform("", 24, AugmentPolicy.NONE).describe(List.of()));
        String keys = "crop { mode = rkrr, interpolation = bicubic }, horizontal-flip = 1, vertical-flip = 0.1,"
                + " color-jitter { hue = 0.1, probability = 0.8 }, grayscale = 0.2, blur = 0.125,"
                + " splits = 3";
        assertEquals(
                List.of(
                        "resize to cover 24 x 24 pixels, bicubic; with probability 0.5 zoomed so that 0.8 to 1 of the"
                                + " area is seen, with probability 0.5 with width / height changed by 0.9 to 1.111",
                        "cut out a random place, 24 x 24 (height x width); what is missing is mirrored at the edges",
                        "flip left and right",
                        "flip top and bottom, with probability 0.1",
                        "take the result as the first of 3 views, and go on with the others",
                        "policy rand-m9",
                        "  two operations",
                        "  of fifteen",
                        "change in random order: hue -0.1 to 0.1, with probability 0.8",
                        "take the colours away, with probability 0.2",
                        "blur with 23 pixels, sigma 0.1 to 2, with probability 0.125"),
                transform(keys, 24, AugmentPolicy.NONE)
                        .describe(List.of("policy rand-m9", "  two operations", "  of fifteen")));
    }

    @Test
    void configurationIsChecked() {
        assertMessage("'augment.horizontal-flip' must be between 0 and 1, not 1.5", "horizontal-flip = 1.5");
        assertMessage("'augment.vertical-flip' must be between 0 and 1, not -1.0", "vertical-flip = -1");
        assertMessage("'augment.grayscale' must be between 0 and 1, not 2.0", "grayscale = 2");
        assertMessage("'augment.blur' must be between 0 and 1, not 2.0", "blur = 2");
        assertMessage("'augment.splits' must be 0 or at least 2, not 1", "splits = 1");
        assertMessage("'augment.color-jitter.hue' must be between 0 and 0.5, not 0.7", "color-jitter.hue = 0.7");
        assertMessage("'augment.crop.scale' must be at most 1 with mode rrc, not [0.5, 2.0]", "crop.scale = [0.5, 2]");
        assertMessage("'augment.crop.mode' must be one of rrc, rkrc, rkrr, is the string \"rrk\"", "crop.mode = rrk");
    }

    private static void assertMessage(String message, String keys) {
        RuntimeException e = assertThrows(RuntimeException.class, () -> config(keys));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void isWrittenAsItIsRead() {
        TrainTransform.Config defaults = TrainTransform.Config.defaults();
        assertEquals(defaults, config(ConfigTree.toConfig(defaults).root().render()));
        TrainTransform.Config own =
                config("crop { mode = rkrr, scale = [0.5, 2], ratio = null }, splits = 4, blur = 1");
        assertEquals(own, config(ConfigTree.toConfig(own).root().render()));
        assertEquals(new CropConfig(CropConfig.Mode.RKRR, List.of(0.5, 2.0), null, "random"), own.crop());
    }
}
