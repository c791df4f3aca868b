package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.transform.CropConfig.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomCropTest {
    private static final List<Double> WHOLE = List.of(1.0, 1.0);

    private static RandomResizedCrop resized(List<Double> scale, List<Double> ratio) {
        return new RandomResizedCrop(new CropConfig(Mode.RRC, scale, ratio, "bilinear"), 24, 24);
    }

    private static KeepRatioCrop kept(Mode mode, List<Double> scale, List<Double> ratio, int height, int width) {
        return new KeepRatioCrop(new CropConfig(mode, scale, ratio, "random"), height, width);
    }

    /**
     * Source, mode, scale, ratio, height and width of the input, and which draws; what timm draws of them: for rrc top,
     * left, height and width of the part, else height and width of the resized image; then the checksum of timm's
     * pixels.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "160x120 | RRC | | | 64 | 64 | 1 | 24 3 64 76 | cc2a802d",
                "160x120 | RRC | | | 64 | 64 | 4 | 20 101 41 45 | 09e30971",
                "160x120 | RRC | | | 48 | 80 | 2 | 21 98 48 52 | ca7940d7",
                "160x120 | RRC | 0.3 0.5 | 0.5 2.0 | 48 | 80 | 7 | 32 8 62 113 | 6f531cdd",
                "120x160 | RRC | | | 64 | 64 | 1 | 34 4 125 114 | 82c774a8",
                "120x160 | RRC | 0.3 0.5 | 0.5 2.0 | 48 | 80 | 2 | 3 20 99 90 | c75c1417",
                "160x120 | RKRC | | | 64 | 64 | 1 | 61 90 | de8183ea",
                "160x120 | RKRC | | | 64 | 64 | 4 | 64 92 | 5143fcfb",
                "160x120 | RKRC | | | 48 | 80 | 2 | 63 76 | d1ea3d35",
                "160x120 | RKRR | | | 64 | 64 | 1 | 61 90 | e73a70c1",
                "160x120 | RKRR | | | 48 | 80 | 4 | 60 86 | 2006ff2d",
                "160x120 | RKRR | | | 48 | 80 | 7 | 60 81 | 83e523d9",
                "160x120 | RKRR | 1.5 4.0 | 0.7 1.4 | 64 | 64 | 1 | 55 99 | 3c99ca0c",
                "160x120 | RKRR | 1.5 4.0 | 0.7 1.4 | 64 | 64 | 4 | 32 55 | 0673fd61",
                "160x120 | RKRR | 1.5 4.0 | 0.7 1.4 | 48 | 80 | 7 | 31 41 | 890e74a6",
                "160x120 | RKRC | 1.5 4.0 | 0.7 1.4 | 64 | 64 | 2 | 75 73 | 4692787c",
                "120x160 | RKRC | | | 48 | 80 | 1 | 102 84 | 8ab97aca",
                "120x160 | RKRR | 1.5 4.0 | 0.7 1.4 | 64 | 64 | 7 | 44 33 | 538eea73",
                "120x160 | RKRR | 1.5 4.0 | 0.7 1.4 | 48 | 80 | 2 | 125 68 | 8bd50401",
                "120x160 | RKRC | 1.5 4.0 | 0.7 1.4 | 48 | 80 | 7 | 54 41 | c09b642e",
            })
    void equalsTimm(
            String source,
            Mode mode,
            String scale,
            String ratio,
            int height,
            int width,
            int draws,
            String drawn,
            String checksum)
            throws UnreadableImageException {
        Image image = Images.named(source);
        CropConfig config = new CropConfig(mode, numbers(scale), numbers(ratio), "random");
        assertEquals(drawn, drawn(config, height, width, image, draws));
        Image result = RandomCrop.of(config, height, width).apply(Picture.of(image), Images.draws(draws));
        assertEquals(width, result.width());
        assertEquals(height, result.height());
        assertEquals(checksum, Images.checksum(result));
    }

    private static List<Double> numbers(String text) {
        return text == null
                ? null
                : Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
    }

    private static String drawn(CropConfig config, int height, int width, Image image, int draws) {
        if (config.mode() == Mode.RRC) {
            RandomResizedCrop.Part part = new RandomResizedCrop(config, height, width)
                    .draw(image.width(), image.height(), Images.draws(draws));
            return part.top() + " " + part.left() + " " + part.height() + " " + part.width();
        }
        KeepRatioCrop.Size size =
                new KeepRatioCrop(config, height, width).size(image.width(), image.height(), Images.draws(draws));
        return size.height() + " " + size.width();
    }

    /** No part is rejected here: the longest side is 0.71 of the image's. So each tenth gets a tenth of the draws. */
    @Test
    void areaAndLogarithmOfTheRatioAreUniform() {
        RandomResizedCrop crop = resized(List.of(0.05, 0.25), List.of(0.5, 2.0));
        SplittableRandom random = new SplittableRandom(3);
        int[] areas = new int[10];
        int[] ratios = new int[10];
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            RandomResizedCrop.Part part = crop.draw(10_000, 10_000, random);
            assertTrue(part.left() >= 0 && part.left() + part.width() <= 10_000, part.toString());
            assertTrue(part.top() >= 0 && part.top() + part.height() <= 10_000, part.toString());
            double area = (double) part.width() * part.height() / 1e8;
            double ratio = Math.log((double) part.width() / part.height()) / Math.log(2);
            areas[tenth((area - 0.05) / 0.2)]++;
            ratios[tenth((ratio + 1) / 2)]++;
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(2000, areas[i], 170, "areas " + Arrays.toString(areas)); // four standard deviations
            assertEquals(2000, ratios[i], 170, "ratios " + Arrays.toString(ratios));
        }
    }

    private static int tenth(double part) {
        return (int) Math.max(0, Math.min(9, Math.floor(10 * part)));
    }

    @Test
    void theDefaultDrawsAgainWhatDoesNotFit() {
        RandomResizedCrop crop = resized(null, null);
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        double least = 1;
        double greatest = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            RandomResizedCrop.Part part = crop.draw(200, 200, random);
            double ratio = (double) part.width() / part.height();
            assertTrue(ratio > 0.73 && ratio < 1.37, part.toString());
            double area = part.width() * part.height() / 40_000.0;
            sum += area;
            least = Math.min(least, area);
            greatest = Math.max(greatest, area);
        }
        assertEquals(0.08, least, 0.005);
        assertEquals(1, greatest, 0.02);
        // Below the mean of 0.08 and 1, which is 0.54: large parts that are not square do not fit, and are drawn again.
        assertEquals(0.48, sum / draws, 0.01);
    }

    @Test
    void placesAreUniform() {
        RandomResizedCrop crop = resized(List.of(0.25, 0.25), WHOLE);
        SplittableRandom random = new SplittableRandom(4);
        int[] lefts = new int[11];
        int[] tops = new int[11];
        for (int i = 0; i < 11_000; i++) {
            RandomResizedCrop.Part part = crop.draw(20, 20, random);
            assertEquals(10, part.width());
            lefts[part.left()]++;
            tops[part.top()]++;
        }
        for (int i = 0; i < 11; i++) {
            assertEquals(1000, lefts[i], 150);
            assertEquals(1000, tops[i], 150);
        }
    }

    @Test
    void fallsBackToTheCentre() {
        SplittableRandom random = new SplittableRandom(5);
        RandomResizedCrop square = resized(WHOLE, WHOLE);
        assertEquals(new RandomResizedCrop.Part(45, 0, 10, 10), square.draw(100, 10, random));
        assertEquals(new RandomResizedCrop.Part(0, 45, 10, 10), square.draw(10, 100, random));
        RandomResizedCrop wide = resized(WHOLE, List.of(0.75, 4.0 / 3));
        assertEquals(new RandomResizedCrop.Part(43, 0, 13, 10), wide.draw(100, 10, random));
        RandomResizedCrop tall = resized(WHOLE, List.of(0.4, 0.5));
        assertEquals(new RandomResizedCrop.Part(0, 6, 3, 8), tall.draw(3, 20, random));
    }

    /** Of a picture of which only some is needed, no more is asked for. */
    @Test
    void asksForNoMoreThanThePart() throws UnreadableImageException {
        Image image = Images.random(90, 70, 1);
        List<String> asked = new ArrayList<>();
        Picture picture = new Picture() {
            @Override
            public int width() {
                return image.width();
            }

            @Override
            public int height() {
                return image.height();
            }

            @Override
            public Image part(int left, int top, int width, int height) {
                asked.add(left + " " + top + " " + width + " " + height);
                return Geometry.crop(image, left, top, width, height);
            }
        };
        RandomResizedCrop crop = resized(List.of(0.1, 0.5), null);
        crop.apply(picture, new SplittableRandom(9));
        RandomResizedCrop.Part part = crop.draw(90, 70, new SplittableRandom(9));
        assertEquals(List.of(part.left() + " " + part.top() + " " + part.width() + " " + part.height()), asked);
        assertTrue(part.width() < 90 && part.height() < 70, part.toString());
    }

    /** A quarter of the images is neither zoomed nor stretched, a quarter is both. */
    @Test
    void zoomsAndStretchesHalfOfTheImages() {
        KeepRatioCrop crop = kept(Mode.RKRR, null, null, 1000, 1000);
        SplittableRandom random = new SplittableRandom(6);
        int plain = 0;
        int onlyZoomed = 0;
        int onlyStretched = 0;
        for (int i = 0; i < 4000; i++) {
            KeepRatioCrop.Size size = crop.size(2000, 2000, random);
            double ratio = (double) size.width() / size.height();
            double area = (double) size.width() * size.height() / 1e6;
            assertTrue(ratio > 0.899 && ratio < 1.112, size.toString());
            assertTrue(area > 0.998 && area < 1.252, size.toString());
            boolean square = size.width() == size.height();
            boolean fitting = Math.abs(area - 1) < 1e-3;
            plain += square && fitting ? 1 : 0;
            onlyZoomed += square && !fitting ? 1 : 0;
            onlyStretched += !square && fitting ? 1 : 0;
        }
        assertEquals(1000, plain, 110); // four standard deviations
        assertEquals(1000, onlyZoomed, 110);
        assertEquals(1000, onlyStretched, 110);
    }

    @Test
    void randomPlacesAreUniformAndCentralOnesFixed() {
        KeepRatioCrop.Size size = new KeepRatioCrop.Size(30, 15);
        SplittableRandom random = new SplittableRandom(7);
        KeepRatioCrop anywhere = kept(Mode.RKRR, null, null, 20, 20);
        int[] columns = new int[11];
        int[] rows = new int[6];
        for (int i = 0; i < 6600; i++) {
            ResizedWindow window = anywhere.place(size, random);
            columns[(int) window.horizontal().from()]++;
            rows[(int) -window.vertical().from()]++; // five rows are missing, above or below
        }
        for (int count : columns) {
            assertEquals(600, count, 95);
        }
        for (int count : rows) {
            assertEquals(1100, count, 125);
        }
        KeepRatioCrop central = kept(Mode.RKRC, null, null, 20, 20);
        assertEquals(ResizedWindow.centred(30, 15, 20, 20), central.place(size, random));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void anyImageGivesTheSizeAndEqualDrawsGiveEqualPixels(Mode mode) throws UnreadableImageException {
        RandomCrop crop = RandomCrop.of(new CropConfig(mode, null, null, "random"), 40, 24);
        for (int[] size : new int[][] {{1, 1}, {2, 2}, {32, 32}, {5, 400}, {400, 5}, {1, 60_000}, {60_000, 1}}) {
            Picture picture = Picture.of(Images.random(size[0], size[1], 1));
            for (long seed = 0; seed < 20; seed++) {
                Image result = crop.apply(picture, new SplittableRandom(seed));
                assertEquals(24, result.width());
                assertEquals(40, result.height());
                assertEquals(result, crop.apply(picture, new SplittableRandom(seed)));
            }
        }
    }

    @Test
    void randomInterpolationDrawsBoth() throws UnreadableImageException {
        Picture picture = Picture.of(Images.random(30, 30, 1));
        Image[] results = new Image[3];
        String[] names = {"bilinear", "bicubic"};
        for (int i = 0; i < names.length; i++) {
            results[i] = new RandomResizedCrop(new CropConfig(Mode.RRC, WHOLE, WHOLE, names[i]), 16, 16)
                    .apply(picture, new SplittableRandom(1));
        }
        int[] counts = new int[2];
        RandomResizedCrop crop = new RandomResizedCrop(new CropConfig(Mode.RRC, WHOLE, WHOLE, "random"), 16, 16);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 400; i++) {
            counts[Arrays.asList(results).indexOf(crop.apply(picture, random))]++;
        }
        assertEquals(200, counts[0], 40);
        assertEquals(200, counts[1], 40);
    }

    @Test
    void configurationIsChecked() {
        assertMessage("scale must be two numbers above 0, the lesser first, not [0.5, 0.2]", List.of(0.5, 0.2), WHOLE);
        assertMessage("scale must be two numbers above 0, the lesser first, not [0.5]", List.of(0.5), WHOLE);
        assertMessage("scale must be at most 1 with mode rrc, not [0.5, 1.2]", List.of(0.5, 1.2), WHOLE);
        assertMessage("ratio must be two numbers above 0, the lesser first, not [0.0, 1.0]", WHOLE, List.of(0.0, 1.0));
        assertEquals(new Range(0.5, 1.2), new CropConfig(Mode.RKRC, List.of(0.5, 1.2), null, "random").scaleRange());
    }

    private static void assertMessage(String message, List<Double> scale, List<Double> ratio) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new CropConfig(Mode.RRC, scale, ratio, "random"));
        assertEquals(message, e.getMessage());
    }
}
