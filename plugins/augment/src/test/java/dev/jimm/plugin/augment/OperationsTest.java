package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Blur;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Histogram;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OperationsTest {
    private static final Image IMAGE = Given.image(48, 40, 1);
    private static final int FILL = Given.CANVAS.fill();

    /** A shorter side whose 45 % are the 100 pixels of the reference. */
    private static final int SIDE = 223;

    @TestFactory
    Stream<DynamicTest> levelsAreTimms() {
        JsonNode rows = Given.reference().get("level_to_arg").get("rows");
        assertEquals(27, rows.size());
        assertEquals(Operations.names(), names(rows));
        return rows.properties().stream()
                .map(row -> dynamicTest(row.getKey(), () -> assertRow(row.getKey(), row.getValue())));
    }

    private static Set<String> names(JsonNode rows) {
        return rows.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static void assertRow(String name, JsonNode row) {
        Strength strength = Operations.named(name).strength();
        if (row.isNull()) {
            assertSame(Strength.NONE, strength);
            return;
        }
        assertEquals(11, row.size());
        for (int level = 0; level <= 10; level++) {
            Set<Double> expected = new TreeSet<>();
            // Adding 0 makes -0 the same as 0.
            row.get(level).forEach(arguments -> expected.add(arguments.get(0).asDouble() + 0.0));
            Set<Double> actual = new TreeSet<>();
            actual.add(strength.argument(level, SIDE, false) + 0.0);
            actual.add(strength.argument(level, SIDE, true) + 0.0);
            assertEquals(expected, actual, name + " at level " + level);
        }
    }

    /** At level 9; the negative argument where there are two. */
    @TestFactory
    Stream<DynamicTest> pixelsAreThoseOfTheImageOperations() {
        Map<String, UnaryOperator<Image>> direct = Map.ofEntries(
                Map.entry("AutoContrast", Histogram::autoContrast),
                Map.entry("Equalize", Histogram::equalize),
                Map.entry("Invert", Levels::invert),
                Map.entry("Rotate", image -> Affine.rotate(image, -27, Filter.BICUBIC, FILL)),
                Map.entry("Posterize", image -> Levels.posterize(image, 3)),
                Map.entry("PosterizeIncreasing", image -> Levels.posterize(image, 1)),
                Map.entry("PosterizeOriginal", image -> Levels.posterize(image, 7)),
                Map.entry("Solarize", image -> Levels.solarize(image, 230)),
                Map.entry("SolarizeIncreasing", image -> Levels.solarize(image, 26)),
                Map.entry("SolarizeAdd", image -> Levels.solarizeAdd(image, 99)),
                Map.entry("Color", image -> Enhance.color(image, 1.72)),
                Map.entry("ColorIncreasing", image -> Enhance.color(image, 0.19)),
                Map.entry("Contrast", image -> Enhance.contrast(image, 1.72)),
                Map.entry("ContrastIncreasing", image -> Enhance.contrast(image, 0.19)),
                Map.entry("Brightness", image -> Enhance.brightness(image, 1.72)),
                Map.entry("BrightnessIncreasing", image -> Enhance.brightness(image, 0.19)),
                Map.entry("Sharpness", image -> Enhance.sharpness(image, 1.72)),
                Map.entry("SharpnessIncreasing", image -> Enhance.sharpness(image, 0.19)),
                Map.entry("ShearX", image -> moved(image, 1, -0.27, 0, 0, 1, 0)),
                Map.entry("ShearY", image -> moved(image, 1, 0, 0, -0.27, 1, 0)),
                // 45 % of the shorter side are 18 pixels.
                Map.entry("TranslateX", image -> moved(image, 1, 0, -0.9 * 18, 0, 1, 0)),
                Map.entry("TranslateY", image -> moved(image, 1, 0, 0, 0, 1, -0.9 * 18)),
                Map.entry("TranslateXRel", image -> moved(image, 1, 0, -0.405 * 48, 0, 1, 0)),
                Map.entry("TranslateYRel", image -> moved(image, 1, 0, 0, 0, 1, -0.405 * 40)),
                Map.entry("Desaturate", image -> Enhance.color(image, 0.05)),
                Map.entry("GaussianBlur", image -> Blur.gaussian(image, 1.81)),
                Map.entry("GaussianBlurRand", image -> Blur.gaussian(image, 0.1 + 1.7 * half(8))));
        assertEquals(Operations.names(), direct.keySet());
        return direct.entrySet().stream()
                .map(one -> dynamicTest(one.getKey(), () -> {
                    Image expected = one.getValue().apply(IMAGE);
                    assertNotEquals(IMAGE, expected);
                    assertEquals(expected, applied(one.getKey(), 9, 8));
                }));
    }

    private static Image moved(Image image, double a, double b, double c, double d, double e, double f) {
        return new Affine(a, b, c, d, e, f).apply(image, Filter.BICUBIC, FILL);
    }

    private static double half(long seed) {
        return new SplittableRandom(seed).nextDouble();
    }

    private static Image applied(String name, double level, long seed) {
        Operation operation = Operations.named(name);
        double argument = operation.strength().argument(level, 40, true);
        return operation.change().apply(IMAGE, argument, Given.CANVAS, new SplittableRandom(seed));
    }

    @Test
    void levelsAboveTenStayInTheRangeOfBits() {
        assertEquals(Levels.posterize(IMAGE, 0), applied("PosterizeIncreasing", 20, 1));
        assertEquals(IMAGE, applied("PosterizeOriginal", 20, 1));
        assertEquals(Levels.solarize(IMAGE, 256), applied("Solarize", 20, 1));
        assertEquals(Levels.solarize(IMAGE, 0), applied("SolarizeIncreasing", 20, 1));
        assertEquals(Levels.solarizeAdd(IMAGE, 128), applied("SolarizeAdd", 20, 1));
        assertEquals(Enhance.color(IMAGE, 0.1), applied("ColorIncreasing", 20, 1));
        assertEquals(Enhance.grayscale(IMAGE), applied("Desaturate", 20, 1));
    }

    /** Each filter of the canvas is drawn, for each operation anew. */
    @Test
    void filtersAreDrawn() {
        Canvas both = new Canvas(0, List.of(Filter.BILINEAR, Filter.BICUBIC));
        SplittableRandom random = new SplittableRandom(3);
        Set<Image> seen = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            seen.add(Operations.named("Rotate").change().apply(IMAGE, 20, both, random));
        }
        assertEquals(
                Set.of(Affine.rotate(IMAGE, 20, Filter.BILINEAR, 0), Affine.rotate(IMAGE, 20, Filter.BICUBIC, 0)),
                seen,
                "seed 3");
    }

    @Test
    void signsAreDrawnHalfAndHalf() {
        Step step = new Step(Operations.named("TranslateX"), 1, new Magnitude(10, 0, 10));
        SplittableRandom random = new SplittableRandom(4);
        Image left = moved(IMAGE, 1, 0, 18, 0, 1, 0);
        Image right = moved(IMAGE, 1, 0, -18, 0, 1, 0);
        int count = 0;
        for (int i = 0; i < 2000; i++) {
            Image result = step.apply(IMAGE, Given.CANVAS, random);
            assertTrue(result.equals(left) || result.equals(right));
            count += result.equals(left) ? 1 : 0;
        }
        assertEquals(1000, count, 90, "seed 4"); // four standard deviations
    }

    @Test
    void unknownNamesAreRefusedWithThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> Operations.named("Cutout"))
                .getMessage();
        assertTrue(message.startsWith("there is no operation 'Cutout'; there are AutoContrast, Equalize, "), message);
    }

    @Test
    void effectsAreToldInNumbers() {
        assertEquals("-27 or 27 degrees", Operations.named("Rotate").effect(9, 9));
        assertEquals("-27 to 27 degrees", Operations.named("Rotate").effect(0, 9));
        assertEquals(
                "threshold 26 to 256", Operations.named("SolarizeIncreasing").effect(0, 9));
        assertEquals("bits kept: 1", Operations.named("PosterizeIncreasing").effect(9, 9));
        assertEquals("factor 0.46 or 1.54", Operations.named("ColorIncreasing").effect(6, 6));
        assertEquals("factor 1", Operations.named("ColorIncreasing").effect(0, 0));
        assertEquals(
                "-40.5 or 40.5 % of the shorter side",
                Operations.named("TranslateX").effect(9, 9));
        assertEquals("", Operations.named("Equalize").effect(9, 9));
    }
}
