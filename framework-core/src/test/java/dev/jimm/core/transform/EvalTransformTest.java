package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalTransformTest {
    private static final List<Double> IMAGENET = List.of(0.485, 0.456, 0.406);
    private static final String[] FILTERS = {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"};

    private static EvalTransform transform(int height, int width, CropMode mode, double cropPct, String filter) {
        return new EvalTransform(new EvalTransform.Config(cropPct, mode, filter), height, width, IMAGENET);
    }

    /** Source, height, width, crop mode, crop-pct, interpolation; the checksum of the pixels of timm's transform. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "160x120 | 96 | 96 | CENTER | 0.875 | bicubic | 0c6a812e",
                "160x120 | 96 | 96 | CENTER | 0.95 | bilinear | 648e86d7",
                "160x120 | 80 | 80 | SQUASH | 1.0 | bicubic | 44ab52a2",
                "160x120 | 96 | 96 | BORDER | 0.9 | bicubic | e61a4f81",
                "160x120 | 200 | 200 | CENTER | 1.0 | lanczos | 1c972105",
                "160x120 | 81 | 81 | CENTER | 0.9 | bilinear | 77ac9b2c",
                "160x120 | 81 | 81 | SQUASH | 0.9 | bilinear | 72582033",
                "160x120 | 81 | 81 | BORDER | 0.9 | bilinear | 5e083a86",
                "160x120 | 64 | 96 | CENTER | 0.875 | bicubic | 02ed24f8",
                "160x120 | 64 | 96 | SQUASH | 0.9 | bicubic | b1945c30",
                "160x120 | 64 | 96 | BORDER | 0.875 | bicubic | f64902ad",
                "160x120 | 64 | 96 | BORDER | 1.0 | lanczos | 28505f24",
                "160x120 | 40 | 128 | CENTER | 0.875 | bicubic | 0f08b507",
                "160x120 | 40 | 128 | BORDER | 0.875 | bicubic | 13a22fa9",
                "160x120 | 200 | 150 | CENTER | 0.875 | bicubic | 9bf7af5e",
                "160x120 | 200 | 150 | BORDER | 1.0 | lanczos | b43b3097",
                "120x160 | 64 | 96 | CENTER | 0.875 | bicubic | 464b2d0b",
                "120x160 | 64 | 96 | SQUASH | 0.9 | bicubic | b9b55ac3",
                "120x160 | 96 | 64 | BORDER | 0.875 | bicubic | 808a4ff6",
                "120x160 | 40 | 128 | BORDER | 0.875 | bicubic | 5cd6f3bf",
                "120x160 | 200 | 150 | SQUASH | 0.9 | bicubic | 624c8dba",
                "120x160 | 200 | 150 | BORDER | 1.0 | lanczos | 9024d1ad",
            })
    void equalsTimm(
            String source, int height, int width, CropMode mode, double cropPct, String filter, String checksum) {
        Image image = transform(height, width, mode, cropPct, filter).apply(Images.named(source));
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertEquals(checksum, Images.checksum(image));
    }

    @Test
    void anyInputGivesTheSize() {
        for (int[] size : new int[][] {{1, 1}, {32, 32}, {7, 300}, {300, 7}, {224, 224}}) {
            Image image = Images.random(size[0], size[1], 1);
            for (CropMode mode : CropMode.values()) {
                Image square = transform(48, 48, mode, 0.9, "bicubic").apply(image);
                assertEquals(48, square.width());
                assertEquals(48, square.height());
                Image wide = transform(32, 64, mode, 0.9, "bilinear").apply(image);
                assertEquals(64, wide.width());
                assertEquals(32, wide.height());
            }
        }
    }

    @Test
    void bordersHaveTheMeanColour() {
        Image white = new Image(40, 10, Images.random(40, 10, 1).pixels().clone());
        Image image = transform(40, 40, CropMode.BORDER, 1, "bicubic").apply(white);
        for (int y = 0; y < 40; y++) {
            boolean border = y < 15 || y >= 25;
            for (int x = 0; x < 40; x++) {
                assertEquals(border ? 124 : white.at(x, y - 15, 0), image.at(x, y, 0));
                assertEquals(border ? 116 : white.at(x, y - 15, 1), image.at(x, y, 1));
                assertEquals(border ? 104 : white.at(x, y - 15, 2), image.at(x, y, 2));
            }
        }
    }

    /** A line of one pixel is as little as is left of a very thin image. */
    @Test
    void thinImagesWithBorder() {
        Image image = transform(32, 32, CropMode.BORDER, 1, "bilinear").apply(new Image(1, 20_000, new byte[60_000]));
        assertEquals(0, image.at(15, 0, 0));
        assertEquals(0, image.at(15, 31, 0));
        assertEquals(124, image.at(14, 16, 0));
        assertEquals(124, image.at(16, 16, 0));
    }

    /** The whole of these would have up to 10^13 pixels once resized. */
    @Test
    void thinImages() {
        byte[] rows = new byte[20_000 * 3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (byte) (i / 3 < 10_000 ? 10 : 200);
        }
        for (Image image : new Image[] {new Image(1, 20_000, rows), new Image(20_000, 1, rows)}) {
            for (String filter : FILTERS) {
                Image square =
                        transform(224, 224, CropMode.CENTER, 0.875, filter).apply(image);
                assertEdgeInTheCentre(square, 224, 224, filter);
                Image wide = transform(192, 224, CropMode.CENTER, 0.875, filter).apply(image);
                assertEdgeInTheCentre(wide, 192, 224, filter);
            }
        }
        Image longest = new Image(1, 20_000_000, new byte[60_000_000]);
        Image black = transform(224, 224, CropMode.CENTER, 0.875, "bicubic").apply(longest);
        assertEquals(new Image(224, 224, new byte[224 * 224 * 3]), black);
    }

    /** Dark before the centre, bright behind it, and point-symmetric. */
    private static void assertEdgeInTheCentre(Image image, int height, int width, String filter) {
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertEquals(10, image.at(0, 0, 0), 30, filter);
        assertEquals(200, image.at(width - 1, height - 1, 2), 30, filter);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sum = image.at(x, y, 1) + image.at(width - 1 - x, height - 1 - y, 1);
                assertEquals(210, sum, 1, filter);
            }
        }
    }

    @Test
    void smallImagesOfTheRightSizeStay() {
        Image image = Images.random(32, 32, 2);
        for (CropMode mode : CropMode.values()) {
            assertEquals(image, transform(32, 32, mode, 1, "bicubic").apply(image));
        }
    }

    @Test
    void saysWhatItDoes() {
        assertEquals(
                List.of("resize to cover 256 x 256 pixels, bicubic", "cut out the centre, 224 x 224 (height x width)"),
                transform(224, 224, CropMode.CENTER, 0.875, "bicubic").describe());
        assertEquals(
                List.of("resize to cover 219 x 256 pixels, bicubic", "cut out the centre, 192 x 224 (height x width)"),
                transform(192, 224, CropMode.CENTER, 0.875, "bicubic").describe());
        assertEquals(
                List.of("squash to 80 x 80 pixels, nearest", "cut out the centre, 80 x 80 (height x width)"),
                transform(80, 80, CropMode.SQUASH, 1, "nearest").describe());
        assertEquals(
                List.of(
                        "resize to fit into 106 x 106 pixels, lanczos",
                        "cut out the centre, 96 x 96 (height x width), padded with the mean colour #7c7468"),
                transform(96, 96, CropMode.BORDER, 0.9, "lanczos").describe());
    }

    @Test
    void configurationIsChecked() {
        assertMessage("crop-pct must be above 0 and at most 1, not 1.5", 1.5, "bicubic");
        assertMessage("crop-pct must be above 0 and at most 1, not NaN", Double.NaN, "bicubic");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new EvalTransform.Config(1, CropMode.CENTER, "bicubik"))
                .getMessage();
        assertTrue(message.startsWith("interpolation must be one of nearest, box"), message);
        assertTrue(message.contains("did you mean 'bicubic'"), message);
        assertThrows(IllegalArgumentException.class, () -> new EvalTransform.Config(1, CropMode.CENTER, "random"));
    }

    private static void assertMessage(String message, double cropPct, String filter) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new EvalTransform.Config(cropPct, CropMode.SQUASH, filter))
                        .getMessage());
    }
}
