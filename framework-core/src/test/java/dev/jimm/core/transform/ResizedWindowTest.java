package dev.jimm.core.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Padding;
import dev.jimm.api.image.Resize;
import dev.jimm.core.transform.ResizedWindow.Axis;
import dev.jimm.core.transform.ResizedWindow.Border;
import org.junit.jupiter.api.Test;

class ResizedWindowTest {
    private static final Border FILL =
            (image, left, top, right, bottom) -> Geometry.pad(image, left, top, right, bottom, 0x0a141e);
    private static final Border MIRRORED =
            (image, left, top, right, bottom) -> Geometry.pad(image, left, top, right, bottom, Padding.REFLECT);

    @Test
    void croppingFirstGivesTheSameToRounding() {
        for (Filter filter : Filter.values()) {
            for (int[] side : new int[][] {{5, 301}, {301, 5}, {100, 640}, {33, 48}, {400, 400}}) {
                Image image = Images.random(side[0], side[1], 3);
                int shorter = Math.min(side[0], side[1]);
                ResizedWindow window = ResizedWindow.centred(32L * side[0] / shorter, 32L * side[1] / shorter, 28, 28);
                Image expected = window.of(image, filter, FILL);
                Image cropped = window.croppedBefore(image, filter);
                int different = 0;
                for (int i = 0; i < expected.pixels().length; i++) {
                    int difference = Math.abs((expected.pixels()[i] & 0xff) - (cropped.pixels()[i] & 0xff));
                    assertTrue(difference <= 1, filter + " of " + image + " differs by " + difference);
                    different += difference;
                }
                // Values that lie between two whole ones round to either.
                assertTrue(different < 0.05 * 28 * 28 * 3, filter + " of " + image + ": " + different);
            }
        }
    }

    /** Half a pixel goes to the even side when cutting, and to the end when padding. */
    @Test
    void centresAsTorchvisionDoes() {
        assertEquals(new Axis(10, 2, 5), Axis.centred(10, 5));
        assertEquals(new Axis(12, 4, 5), Axis.centred(12, 5));
        assertEquals(new Axis(11, 3, 5), Axis.centred(11, 5));
        assertEquals(new Axis(5, 0, 5), Axis.centred(5, 5));
        assertEquals(new Axis(4, 0, 5), Axis.centred(4, 5));
        assertEquals(new Axis(2, -1, 5), Axis.centred(2, 5));
    }

    /** Columns are cut off, rows are missing. */
    @Test
    void cutsOneWayAndPadsTheOther() {
        Image image = Images.random(6, 3, 1);
        Image result = new ResizedWindow(new Axis(6, 2, 4), new Axis(3, -2, 7)).of(image, Filter.BOX, FILL);
        assertEquals(4, result.width());
        assertEquals(7, result.height());
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 4; x++) {
                int expected = y < 2 || y > 4 ? 20 : image.at(x + 2, y - 2, 1);
                assertEquals(expected, result.at(x, y, 1));
            }
        }
    }

    @Test
    void reflectsAsOftenAsNeeded() {
        byte[] pixels = {1, 1, 1, 2, 2, 2, 3, 3, 3};
        Image image = new Image(3, 1, pixels);
        Image result = new ResizedWindow(new Axis(3, -4, 11), new Axis(1, -1, 2)).of(image, Filter.BOX, MIRRORED);
        int[] expected = {1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3};
        for (int x = 0; x < expected.length; x++) {
            assertEquals(expected[x], result.at(x, 0, 0));
            assertEquals(expected[x], result.at(x, 1, 2));
        }
    }

    /** The resized image would have 4 x 10^9 pixels, the window shows its middle. */
    @Test
    void padsBesideAHugeImage() {
        Image image = Images.random(1, 2000, 5);
        Image result = new ResizedWindow(new Axis(2, -1, 4), new Axis(2_000_000_000L, 1_000_500_000L, 3))
                .of(image, Filter.NEAREST, FILL);
        for (int y = 0; y < 3; y++) {
            assertEquals(10, result.at(0, y, 0));
            assertEquals(image.at(0, 1000, 0), result.at(1, y, 0));
            assertEquals(image.at(0, 1000, 0), result.at(2, y, 0));
            assertEquals(10, result.at(3, y, 0));
        }
    }

    @Test
    void resizesOnlyWhereTheSizeDiffers() {
        Image image = Images.random(9, 7, 2);
        assertEquals(image, ResizedWindow.centred(9, 7, 9, 7).of(image, Filter.BICUBIC, FILL));
        assertEquals(
                Resize.resize(image, 5, 6, Filter.BICUBIC),
                ResizedWindow.centred(5, 6, 5, 6).of(image, Filter.BICUBIC, FILL));
    }
}
