package dev.jimm.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AffineTest {
    private static final Image SOURCE = Fixtures.png("source.png");
    private static final int GRAY = 0x808080;

    @ParameterizedTest
    @EnumSource(
            value = Filter.class,
            names = {"NEAREST", "BILINEAR", "BICUBIC"})
    void equalsPillow(Filter filter) {
        check("shear_x_0.25", Affine.shearX(0.25), filter);
        check("shear_y_-0.2", Affine.shearY(-0.2), filter);
        check("translate_x_rel_0.3", Affine.translation(0.3 * SOURCE.width(), 0), filter);
        check("translate_y_rel_-0.25", Affine.translation(0, -0.25 * SOURCE.height()), filter);
        check("translate_x_abs_9", Affine.translation(9, 0), filter);
        check("translate_y_abs_-6", Affine.translation(0, -6), filter);
        Fixtures.assertPixels(fixture("rotate_25.0", filter), Affine.rotate(SOURCE, 25, filter, GRAY));
        Fixtures.assertPixels(fixture("rotate_-90.0", filter), Affine.rotate(SOURCE, -90, filter, GRAY));
    }

    private static void check(String name, Affine map, Filter filter) {
        Fixtures.assertPixels(fixture(name, filter), map.apply(SOURCE, filter, GRAY));
    }

    private static String fixture(String name, Filter filter) {
        return "op_" + name + "_" + filter.name().toLowerCase(Locale.ROOT) + ".png";
    }

    @Test
    void quartersOfSquaresAreExact() {
        Image square = Geometry.crop(SOURCE, 3, 4, 20, 20);
        Image quarter = Affine.rotate(square, 90, Filter.BICUBIC, 0);
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 20; x++) {
                assertEquals(square.at(x, y, 0), quarter.at(y, 19 - x, 0));
            }
        }
        assertEquals(square, Affine.rotate(quarter, 270, Filter.BICUBIC, 0));
        assertEquals(square, Affine.rotate(Affine.rotate(square, 180, Filter.NEAREST, 0), -180, Filter.NEAREST, 0));
        assertEquals(square, Affine.rotate(square, 360, Filter.NEAREST, 0));
    }

    @Test
    void uncoveredPixelsHaveTheFill() {
        for (Filter filter : new Filter[] {Filter.NEAREST, Filter.BILINEAR, Filter.BICUBIC}) {
            Image moved = Affine.translation(SOURCE.width(), 0).apply(SOURCE, filter, 0x0a141e);
            assertEquals(10, moved.at(0, 0, 0));
            assertEquals(20, moved.at(5, 7, 1));
            assertEquals(30, moved.at(SOURCE.width() - 1, SOURCE.height() - 1, 2));
        }
    }

    @Test
    void refusesFiltersWithoutAMeaning() {
        assertThrows(IllegalArgumentException.class, () -> Affine.shearX(0).apply(SOURCE, Filter.LANCZOS, 0));
    }
}
