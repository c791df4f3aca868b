package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
    private static final Image SOURCE = Fixtures.png("source.png");

    static Stream<Arguments> sizes() {
        return Arrays.stream(Filter.values())
                .flatMap(filter ->
                        Stream.of("32x24", "20x40", "97x83", "61x20").map(size -> Arguments.of(filter, size)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void equalsPillow(Filter filter, String size) {
        int width = Integer.parseInt(size.split("x")[0]);
        int height = Integer.parseInt(size.split("x")[1]);
        String fixture = "resize_" + filter.name().toLowerCase(Locale.ROOT) + "_" + size + ".png";
        Fixtures.assertPixels(fixture, Resize.resize(SOURCE, width, height, filter));
    }

    @Test
    void equalsPillowWithBox() {
        Image resized = Resize.resize(SOURCE, 24, 24, Filter.BICUBIC, new Resize.Box(7, 5, 50, 44));
        Fixtures.assertPixels("resize_box_bicubic.png", resized);
    }

    @Test
    void meansOfWholeBoxes() {
        Image image = new Image(2, 2, new byte[] {0, 10, 20, 40, 30, 20, 80, 50, 40, 120, 70, 60});
        assertArrayEquals(
                new byte[] {60, 40, 35}, Resize.resize(image, 1, 1, Filter.BOX).pixels());
    }

    @Test
    void sameSizeIsTheSameImage() {
        for (Filter filter : Filter.values()) {
            assertEquals(SOURCE, Resize.resize(SOURCE, SOURCE.width(), SOURCE.height(), filter), filter.name());
        }
        assertSame(SOURCE, Resize.resize(SOURCE, SOURCE.width(), SOURCE.height(), Filter.BICUBIC));
    }

    @Test
    void oneSideAloneCanChange() {
        Image wide = Resize.resize(SOURCE, 2 * SOURCE.width(), SOURCE.height(), Filter.BOX);
        assertEquals(2 * SOURCE.width(), wide.width());
        for (int y = 0; y < SOURCE.height(); y++) {
            for (int x = 0; x < wide.width(); x++) {
                assertEquals(SOURCE.at(x / 2, y, 1), wide.at(x, y, 1));
            }
        }
    }

    @Test
    void refusesBoxesBeyondTheImage() {
        Resize.Box box = new Resize.Box(0, 0, SOURCE.width() + 1, 5);
        assertThrows(IllegalArgumentException.class, () -> Resize.resize(SOURCE, 5, 5, Filter.BOX, box));
        assertThrows(IllegalArgumentException.class, () -> new Resize.Box(3, 0, 3, 5));
    }

    @Test
    void sharesAreThoseOfTheFilter() {
        assertArrayEquals(new double[] {0.5, 0.5, 0, 0}, Resize.shares(4, 2, Filter.BOX)[0]);
        assertArrayEquals(new double[] {0, 0, 0.5, 0.5}, Resize.shares(4, 2, Filter.BOX)[1]);
        assertArrayEquals(new double[] {0.75, 0.25}, Resize.shares(2, 4, Filter.BILINEAR)[1], 1e-15);
        for (double[] line : Resize.shares(7, 19, Filter.BICUBIC)) {
            assertEquals(1, Arrays.stream(line).sum(), 1e-12);
        }
    }
}
