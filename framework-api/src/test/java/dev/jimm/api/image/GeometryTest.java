package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
