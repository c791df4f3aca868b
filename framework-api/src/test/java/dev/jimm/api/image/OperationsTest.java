package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Levels}, {@link Histogram}, {@link Enhance} and {@link Blur}. */
class OperationsTest {
    private static final Image SOURCE = Fixtures.png("source.png");

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("op_auto_contrast_.png", Histogram::autoContrast),
                operation("op_equalize_.png", Histogram::equalize),
                operation("op_invert_.png", Levels::invert),
                operation("op_solarize_100.png", image -> Levels.solarize(image, 100)),
                operation("op_solarize_add_60.png", image -> Levels.solarizeAdd(image, 60)),
                operation("op_posterize_3.png", image -> Levels.posterize(image, 3)),
                operation("op_contrast_0.4.png", image -> Enhance.contrast(image, 0.4)),
                operation("op_contrast_1.7.png", image -> Enhance.contrast(image, 1.7)),
                operation("op_color_0.3.png", image -> Enhance.color(image, 0.3)),
                operation("op_color_1.8.png", image -> Enhance.color(image, 1.8)),
                operation("op_brightness_0.5.png", image -> Enhance.brightness(image, 0.5)),
                operation("op_brightness_1.6.png", image -> Enhance.brightness(image, 1.6)),
                operation("op_sharpness_0.2.png", image -> Enhance.sharpness(image, 0.2)),
                operation("op_sharpness_1.9.png", image -> Enhance.sharpness(image, 1.9)),
                operation("op_gaussian_blur_1.3.png", image -> Blur.gaussian(image, 1.3)),
                operation("op_desaturate_0.6.png", image -> Enhance.desaturate(image, 0.6)),
                operation("op_hue_0.2.png", image -> Enhance.hue(image, 0.2)),
                operation("op_hue_-0.35.png", image -> Enhance.hue(image, -0.35)));
    }

    private static Arguments operation(String fixture, UnaryOperator<Image> operation) {
        return Arguments.of(fixture, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void equalsPillow(String fixture, UnaryOperator<Image> operation) {
        Fixtures.assertPixels(fixture, operation.apply(SOURCE));
    }

    @Test
    void factorsOfZeroAndOne() {
        assertSame(SOURCE, Enhance.sharpness(SOURCE, 1));
        assertEquals(Enhance.grayscale(SOURCE), Enhance.color(SOURCE, 0));
        assertEquals(SOURCE, Enhance.desaturate(SOURCE, 0));
        assertEquals(0, Enhance.brightness(SOURCE, 0).at(3, 4, 2));
    }

    @Test
    void uniformImagesStayWhereThereIsNothingToSpread() {
        Image uniform = new Image(2, 1, new byte[] {7, 8, 9, 7, 8, 9});
        assertEquals(uniform, Histogram.autoContrast(uniform));
        assertEquals(uniform, Histogram.equalize(uniform));
        assertEquals(uniform, Blur.gaussian(uniform, 5));
    }

    @Test
    void luminanceIsThatOfPillow() {
        Image colours = new Image(3, 1, new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255});
        byte[] gray = Enhance.grayscale(colours).pixels();
        assertArrayEquals(new byte[] {76, 76, 76, (byte) 150, (byte) 150, (byte) 150, 29, 29, 29}, gray);
    }

    @Test
    void posterizeKeepsHighBits() {
        Image image = new Image(1, 1, new byte[] {(byte) 0xff, (byte) 0x9f, 0x3f});
        assertEquals(image, Levels.posterize(image, 8));
        assertArrayEquals(new byte[3], Levels.posterize(image, 0).pixels());
        assertArrayEquals(
                new byte[] {(byte) 0x80, (byte) 0x80, 0},
                Levels.posterize(image, 1).pixels());
        assertThrows(IllegalArgumentException.class, () -> Levels.posterize(image, 9));
    }

    @Test
    void smallImagesAreSmoothedNowhere() {
        Image image = new Image(2, 2, new byte[] {1, 2, 3, 90, 80, 70, 50, 60, 40, 9, 8, 7});
        assertEquals(image, Enhance.sharpness(image, 0));
    }

    @Test
    void hueTurnsPureColours() {
        Image colours = new Image(3, 1, new byte[] {(byte) 255, 0, 0, 0, 0, (byte) 200, 90, 90, 90});
        byte[] turned = Enhance.hue(colours, 1.0 / 3).pixels();
        assertArrayEquals(new byte[] {0, (byte) 255, 0, (byte) 200, 0, 0, 90, 90, 90}, turned);
        assertThrows(IllegalArgumentException.class, () -> Enhance.hue(colours, 0.6));
    }

    @Test
    void kernelIsNearTorchvision() {
        Image expected = Fixtures.png("op_gaussian_kernel_23_1.3.png");
        Image actual = Blur.kernel(SOURCE, 23, 1.3);
        for (int i = 0; i < expected.pixels().length; i++) {
            assertEquals(expected.pixels()[i] & 0xff, actual.pixels()[i] & 0xff, 1, "value " + i);
        }
    }

    @Test
    void kernelReflectsAndSpreads() {
        Image point = new Image(3, 1, new byte[] {0, 0, 0, (byte) 200, 100, 50, 0, 0, 0});
        assertEquals(point, Blur.kernel(point, 1, 2));
        // exp(-1/2) / (1 + 2 exp(-1/2)) = 0.274069 for each neighbour; reflection gives the edges both of theirs.
        assertArrayEquals(
                new byte[] {110, 55, 27, 90, 45, 23, 110, 55, 27},
                Blur.kernel(point, 3, 1).pixels());
        assertThrows(IllegalArgumentException.class, () -> Blur.kernel(point, 4, 1));
        assertThrows(IllegalArgumentException.class, () -> Blur.kernel(point, 3, 0));
    }
}
