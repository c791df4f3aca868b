package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvalTransformTest {
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};

    private static final String[] FILTERS = {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"};

    /**
     * Size, crop-pct, interpolation; of timm's normalised result: mean of each channel, and the begin of green's row
     * 10.
     */
    static Stream<Arguments> references() {
        return Stream.of(
                Arguments.of(96, 0.875, "bicubic", new double[] {0.065658238, 0.23253112, 0.992580125}, new double[] {
                    1.65826, 1.71078, 1.69328, 1.65826, 1.69328, 1.67577, 1.64076, 1.72829
                }),
                Arguments.of(96, 0.95, "bilinear", new double[] {0.048262193, 0.217734892, 0.997848974}, new double[] {
                    1.65826, 1.71078, 1.65826, 1.67577, 1.81583, 1.72829, 1.69328, 1.78081
                }),
                Arguments.of(200, 1.0, "lanczos", new double[] {0.039332103, 0.211956025, 1.00229428}, new double[] {
                    1.64076, 1.64076, 1.65826, 1.65826, 1.67577, 1.65826, 1.67577, 1.67577
                }));
    }

    @ParameterizedTest
    @MethodSource("references")
    void equalsTimm(int size, double cropPct, String interpolation, double[] channelMeans, double[] row10)
            throws Exception {
        EvalTransform.Config config = new EvalTransform.Config(cropPct, interpolation);
        Image image = new EvalTransform(config, size, size).apply(Fixtures.image("jpeg_444_decoded.png"));
        assertEquals(size, image.width());
        assertEquals(size, image.height());
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            for (int i = 0; i < size * size; i++) {
                sum += normalised(image, i % size, i / size, channel);
            }
            // The reference has single precision; one pixel that differs by one would be 4e-7 in the largest image.
            assertEquals(channelMeans[channel], sum / (size * size), 2e-7);
        }
        for (int x = 0; x < row10.length; x++) {
            assertEquals(row10[x], normalised(image, x, 10, 1), 1e-5);
        }
    }

    private static double normalised(Image image, int x, int y, int channel) {
        return (image.at(x, y, channel) / 255.0 - MEAN[channel]) / STD[channel];
    }

    @Test
    void anyInputGivesTheSize() {
        for (int[] size : new int[][] {{1, 1}, {32, 32}, {7, 300}, {300, 7}, {224, 224}}) {
            Image image = Fixtures.random(size[0], size[1], 1);
            Image square = new EvalTransform(new EvalTransform.Config(0.9, "bicubic"), 48, 48).apply(image);
            assertEquals(48, square.width());
            assertEquals(48, square.height());
            Image wide = new EvalTransform(new EvalTransform.Config(0.9, "bilinear"), 32, 64).apply(image);
            assertEquals(64, wide.width());
            assertEquals(32, wide.height());
        }
    }

    /** The whole of these would have up to 10^13 pixels once resized. */
    @Test
    void thinImages() {
        byte[] rows = new byte[20_000 * 3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (byte) (i / 3 < 10_000 ? 10 : 200);
        }
        for (Image image : new Image[] {new Image(1, 20_000, rows), new Image(20_000, 1, rows)}) {
            for (String interpolation : FILTERS) {
                EvalTransform.Config config = new EvalTransform.Config(0.875, interpolation);
                assertEdgeInTheCentre(new EvalTransform(config, 224, 224).apply(image), 224, 224, interpolation);
                assertEdgeInTheCentre(new EvalTransform(config, 192, 224).apply(image), 192, 224, interpolation);
            }
        }
        Image longest = new Image(1, 20_000_000, new byte[60_000_000]);
        EvalTransform transform = new EvalTransform(EvalTransform.Config.defaults(), 224, 224);
        assertEquals(new Image(224, 224, new byte[224 * 224 * 3]), transform.apply(longest));
    }

    /** Dark before the centre, bright behind it, and point-symmetric. */
    private static void assertEdgeInTheCentre(Image image, int height, int width, String interpolation) {
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertEquals(10, image.at(0, 0, 0), 30, interpolation);
        assertEquals(200, image.at(width - 1, height - 1, 2), 30, interpolation);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sum = image.at(x, y, 1) + image.at(width - 1 - x, height - 1 - y, 1);
                assertEquals(210, sum, 1, interpolation);
            }
        }
    }

    @Test
    void croppingFirstGivesTheSameToRounding() {
        for (String interpolation : FILTERS) {
            EvalTransform transform = new EvalTransform(new EvalTransform.Config(0.875, interpolation), 28, 28);
            for (int[] side : new int[][] {{5, 301}, {301, 5}, {100, 640}, {33, 48}, {400, 400}}) {
                Image image = Fixtures.random(side[0], side[1], 3);
                long shorter = Math.min(side[0], side[1]);
                EvalTransform.Size resized = new EvalTransform.Size(32 * side[0] / shorter, 32 * side[1] / shorter);
                Image expected = transform.apply(image);
                Image cropped = transform.croppedBefore(image, resized);
                int different = 0;
                for (int i = 0; i < expected.pixels().length; i++) {
                    int difference = Math.abs((expected.pixels()[i] & 0xff) - (cropped.pixels()[i] & 0xff));
                    assertTrue(difference <= 1, interpolation + " of " + image + " differs by " + difference);
                    different += difference;
                }
                // Values that lie between two whole ones round to either.
                assertTrue(different < 0.05 * 28 * 28 * 3, interpolation + " of " + image + ": " + different);
            }
        }
    }

    @Test
    void smallImagesOfTheRightSizeStay() {
        Image image = Fixtures.random(32, 32, 2);
        assertEquals(image, new EvalTransform(new EvalTransform.Config(1, "bicubic"), 32, 32).apply(image));
    }

    @Test
    void configurationIsChecked() {
        assertMessage("crop-pct must be above 0 and at most 1, not 1.5", 1.5, "bicubic");
        assertMessage("crop-pct must be above 0 and at most 1, not NaN", Double.NaN, "bicubic");
        String message = assertThrows(IllegalArgumentException.class, () -> new EvalTransform.Config(1, "bicubik"))
                .getMessage();
        assertTrue(message.startsWith("interpolation must be one of nearest, box"), message);
        assertTrue(message.contains("did you mean 'bicubic'"), message);
        assertThrows(IllegalArgumentException.class, () -> new EvalTransform.Config(1, "random"));
    }

    private static void assertMessage(String message, double cropPct, String interpolation) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> new EvalTransform.Config(cropPct, interpolation))
                        .getMessage());
    }
}
