package dev.jimm.core.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.random.Randomness;
import java.util.List;
import org.junit.jupiter.api.Test;

class EraserTest {
    private static final long SEED = 43;
    private static final int HEIGHT = 96;
    private static final int WIDTH = 64;
    private static final int AREA = HEIGHT * WIDTH;

    private static Eraser eraser(double probability, int count, boolean skipFirstSplit, int splits) {
        EraseConfig erase =
                new EraseConfig(probability, EraseConfig.Mode.CONST, 0.02, 1.0 / 3, 0.3, count, skipFirstSplit);
        return new Eraser(new BatchConfig(0, 0, MixConfig.defaults(), erase, splits));
    }

    private static List<List<Box>> drawn(Eraser eraser, int images) {
        return eraser.draw(images, HEIGHT, WIDTH, Randomness.of(SEED));
    }

    private static int boxes(List<Box> boxes) {
        return (int) boxes.stream().filter(box -> !box.equals(Box.EMPTY)).count();
    }

    @Test
    void theProbabilityCounts() {
        int images = 10_000;
        List<List<Box>> all = drawn(eraser(0.25, 1, false, 0), images);
        assertEquals(
                0.25, all.stream().filter(boxes -> boxes(boxes) == 1).count() / (double) images, 0.02, "seed " + SEED);
        assertTrue(drawn(eraser(1, 1, false, 0), 100).stream().allMatch(boxes -> boxes(boxes) == 1));
    }

    @Test
    void areaAndAspectKeepTheirBounds() {
        double area = 0;
        double logAspect = 0;
        int images = 10_000;
        for (List<Box> boxes : drawn(eraser(1, 1, false, 0), images)) {
            Box box = boxes.get(0);
            assertTrue(box.top() >= 0 && box.top() + box.height() <= HEIGHT, box::toString);
            assertTrue(box.left() >= 0 && box.left() + box.width() <= WIDTH, box::toString);
            double part = (double) box.height() * box.width() / AREA;
            assertTrue(part > 0.015 && part < 0.345, box::toString);
            double aspect = (double) box.height() / box.width();
            assertTrue(aspect > 0.25 && aspect < 4, box::toString);
            area += part / images;
            logAspect += Math.log(aspect) / images;
        }
        // uniform but for the few boxes, wide ones above all, that did not fit
        assertEquals((0.02 + 1.0 / 3) / 2, area, 0.01, "seed " + SEED);
        assertEquals(0, logAspect, 0.15, "seed " + SEED);
    }

    @Test
    void severalBoxesShareTheArea() {
        int images = 9000;
        int[] counts = new int[4];
        double most = 0;
        for (List<Box> boxes : drawn(eraser(1, 3, false, 0), images)) {
            assertEquals(3, boxes.size());
            int count = boxes(boxes);
            counts[count]++;
            double area = boxes.stream()
                            .mapToDouble(box -> box.height() * box.width())
                            .sum()
                    / AREA;
            most = Math.max(most, area);
        }
        assertEquals(0, counts[0]);
        for (int count = 1; count <= 3; count++) {
            assertEquals(1.0 / 3, counts[count] / (double) images, 0.02, "seed " + SEED);
        }
        assertTrue(most > 0.3 && most < 0.35, "seed " + SEED + ": " + most);
    }

    @Test
    void theFirstSplitStaysClean() {
        for (int splits : new int[] {0, 2, 3}) {
            List<List<Box>> all = drawn(eraser(1, 1, true, splits), 12);
            int clean = 12 / Math.max(2, splits);
            for (int i = 0; i < 12; i++) {
                assertEquals(i < clean ? 0 : 1, boxes(all.get(i)), "image " + i + " of " + splits + " splits");
            }
        }
        assertTrue(drawn(eraser(1, 1, false, 3), 12).stream().allMatch(boxes -> boxes(boxes) == 1));
    }

    /** Every box that has an area would be as high as the image. */
    @Test
    void whereNoBoxFitsNothingIsErased() {
        for (List<Box> boxes : eraser(1, 2, false, 0).draw(200, 1, 64, Randomness.of(SEED))) {
            for (Box box : boxes) {
                assertEquals(0, box.height() * box.width(), box::toString);
            }
        }
    }

    @Test
    void theSameSourceGivesTheSameDraws() {
        Eraser eraser = eraser(0.7, 2, false, 0);
        assertEquals(drawn(eraser, 20), drawn(eraser, 20));
        assertNotEquals(eraser.draw(20, HEIGHT, WIDTH, Randomness.of(SEED + 1)), drawn(eraser, 20));
    }
}
