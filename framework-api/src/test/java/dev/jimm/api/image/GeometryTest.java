package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeometryTest {
    /** 3 wide, 2 high; the red values are 0 to 5. */
    private static final Image IMAGE =
            new Image(3, 2, new byte[] {0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25});

    @Test
    void crop() {
        assertArrayEquals(
                new byte[] {1, 11, 21, 2, 12, 22},
                Geometry.crop(IMAGE, 1, 0, 2, 1).pixels());
        assertArrayEquals(
                new byte[] {1, 11, 21, 4, 14, 24},
                Geometry.crop(IMAGE, 1, 0, 1, 2).pixels());
        assertSame(IMAGE, Geometry.crop(IMAGE, 0, 0, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> Geometry.crop(IMAGE, 2, 0, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Geometry.crop(IMAGE, -1, 0, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Geometry.crop(IMAGE, 0, 0, 0, 1));
    }

    @Test
    void flips() {
        assertArrayEquals(
                new byte[] {2, 12, 22, 1, 11, 21, 0, 10, 20, 5, 15, 25, 4, 14, 24, 3, 13, 23},
                Geometry.flipHorizontal(IMAGE).pixels());
        assertArrayEquals(
                new byte[] {3, 13, 23, 4, 14, 24, 5, 15, 25, 0, 10, 20, 1, 11, 21, 2, 12, 22},
                Geometry.flipVertical(IMAGE).pixels());
    }

    @Test
    void quarterTurn() {
        Image turned = Geometry.rotate90(IMAGE);
        assertEquals(2, turned.width());
        assertArrayEquals(
                new byte[] {2, 12, 22, 5, 15, 25, 1, 11, 21, 4, 14, 24, 0, 10, 20, 3, 13, 23}, turned.pixels());
    }

    /** The red values of the eight ways to store 0 1 2 / 3 4 5. */
    @Test
    void orientations() {
        int[][] reds = {
            {0, 1, 2, 3, 4, 5},
            {2, 1, 0, 5, 4, 3},
            {5, 4, 3, 2, 1, 0},
            {3, 4, 5, 0, 1, 2},
            {0, 3, 1, 4, 2, 5},
            {3, 0, 4, 1, 5, 2},
            {5, 2, 4, 1, 3, 0},
            {2, 5, 1, 4, 0, 3}
        };
        for (int orientation = 1; orientation <= 8; orientation++) {
            Image upright = Geometry.oriented(IMAGE, orientation);
            assertEquals(orientation < 5 ? 3 : 2, upright.width(), "orientation " + orientation);
            assertArrayEquals(reds[orientation - 1], reds(upright), "orientation " + orientation);
        }
        assertThrows(IllegalArgumentException.class, () -> Geometry.oriented(IMAGE, 0));
        assertThrows(IllegalArgumentException.class, () -> Geometry.oriented(IMAGE, 9));
    }

    private static int[] reds(Image image) {
        return IntStream.range(0, image.width() * image.height())
                .map(i -> image.at(i % image.width(), i / image.width(), 0))
                .toArray();
    }

    @Test
    void padWithAColour() {
        Image padded = Geometry.pad(IMAGE, 1, 0, 0, 1, 0x070809);
        assertEquals(4, padded.width());
        assertArrayEquals(new int[] {7, 0, 1, 2, 7, 3, 4, 5, 7, 7, 7, 7}, reds(padded));
        assertEquals(9, padded.at(0, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> Geometry.pad(IMAGE, 0, -1, 0, 0, 0));
    }

    @Test
    void padThatContinues() {
        Image row = Geometry.crop(IMAGE, 0, 0, 3, 1);
        assertArrayEquals(new int[] {0, 0, 0, 1, 2, 2, 2, 2, 2}, reds(Geometry.pad(row, 2, 0, 4, 0, Padding.EDGE)));
        assertArrayEquals(new int[] {2, 1, 0, 1, 2, 1, 0, 1, 2}, reds(Geometry.pad(row, 2, 0, 4, 0, Padding.REFLECT)));
        assertArrayEquals(
                new int[] {1, 0, 0, 1, 2, 2, 1, 0, 0}, reds(Geometry.pad(row, 2, 0, 4, 0, Padding.SYMMETRIC)));
        Image column = Geometry.pad(IMAGE, 0, 1, 0, 2, Padding.REFLECT);
        assertArrayEquals(new int[] {3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}, reds(column));
        assertEquals(row, Geometry.crop(Geometry.pad(row, 0, 2, 0, 0, Padding.REFLECT), 0, 1, 3, 1));
    }

    @Test
    void imagesCheckTheirSizes() {
        assertThrows(IllegalArgumentException.class, () -> new Image(0, 2, new byte[0]));
        String message = assertThrows(IllegalArgumentException.class, () -> new Image(2, 2, new byte[11]))
                .getMessage();
        assertEquals("an RGB image of 2 x 2 needs 12 bytes, not 11", message);
        assertThrows(IllegalArgumentException.class, () -> new Image(50_000, 50_000, new byte[12]));
    }

    @Test
    void imagesAreEqualByTheirPixels() {
        Image copy = new Image(3, 2, IMAGE.pixels().clone());
        assertEquals(IMAGE, copy);
        assertEquals(IMAGE.hashCode(), copy.hashCode());
        assertNotEquals(IMAGE, new Image(2, 3, IMAGE.pixels()));
        assertEquals(25, IMAGE.at(2, 1, 2));
    }
}
