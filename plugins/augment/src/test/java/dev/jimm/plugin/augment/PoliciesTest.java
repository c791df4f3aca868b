package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The names of all policies, and the two ways to write their options; what all have in common, the kit proves. */
class PoliciesTest {
    private static final AugMix MIX = new AugMix();
    private static final AutoAugment AUTO = new AutoAugment();
    private static final RandAugment RAND = new RandAugment();

    @Test
    void names() {
        Set<String> names = new HashSet<>();
        Given.PROVIDERS.forEach(provider -> names.addAll(provider.names()));
        assertEquals(
                Set.of(
                        "v0",
                        "v0r",
                        "original",
                        "originalr",
                        "3a",
                        "three-augment",
                        "rand",
                        "augmix",
                        "trivial-augment-wide"),
                names);
    }

    private static <C extends Record> void assertSameOptions(
            AugmentPolicyProvider<C> provider, String name, String keys, String section) {
        C options = Given.options(provider, name, section);
        assertEquals(options, provider.shortForm(name, keys));
        assertTrue(
                !options.equals(provider.defaults(name)), () -> keys + " should differ from the defaults of " + name);
    }

    @Test
    void shortFormsAreTheirConfigurations() {
        assertSameOptions(RAND, "rand", "m9-mstd0.5-inc1", "magnitude = 9, magnitude-std = 0.5, increasing = true");
        assertSameOptions(
                RAND,
                "rand",
                "p0.7-n3-m7-mmax20-mstd101",
                "magnitude = 7, magnitude-std = 101, magnitude-max = 20, count = 3, probability = 0.7");
        assertSameOptions(RAND, "rand", "tweights-inc0-m1", "operations = [weights], magnitude = 1");
        assertSameOptions(RAND, "rand", "t3a", "operations = [3a]");
        assertSameOptions(RAND, "rand", "w0", "operations = [weights]");
        assertSameOptions(
                RAND,
                "rand",
                "m9-mstd0.5-inc1-n2-w0-p0.5-mmax10-t0.1",
                "magnitude = 9, magnitude-std = 0.5, increasing = true, operations = [weights]");
        assertSameOptions(RAND, "rand", "m9-t0.1", "magnitude = 9");
        assertSameOptions(RAND, "rand", "n14-t3aw", "operations = [3aw], count = 14");
        assertSameOptions(AUTO, "original", "mstd0.5", "magnitude-std = 0.5");
        assertSameOptions(AUTO, "3a", "mstd1", "magnitude-std = 1");
        assertSameOptions(
                MIX,
                "augmix",
                "m5-w4-d2-a0.5-b1-mstd0",
                "magnitude = 5, width = 4, depth = 2, alpha = 0.5, blended = true, magnitude-std = 0");
    }

    private static void assertRefused(AugmentPolicyProvider<?> provider, String name, String keys, String start) {
        String message = assertThrows(IllegalArgumentException.class, () -> provider.shortForm(name, keys))
                .getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void shortFormsAreChecked() {
        assertEquals(
                "does not understand 'x9', 'n2.5', 'm8' (again), 'inc', ''; its keys are m (magnitude, a number), n"
                        + " (count, a whole number), p (probability, a number), mstd (magnitude-std, a number), mmax"
                        + " (magnitude-max, a number), inc (increasing, 0 or 1), w (operations = [weights], as older recipes"
                        + " write it, 0), t (operations: one of default, weights, 3a, 3aw, a name)",
                assertThrows(IllegalArgumentException.class, () -> RAND.shortForm("rand", "m9-x9-n2.5-m8-inc-"))
                        .getMessage());
        assertRefused(RAND, "rand", "n999999999", "count must be 1 to 100, is 999999999");
        assertRefused(RAND, "rand", "w1", "does not understand 'w1'; its keys are m (");
        assertRefused(RAND, "rand", "w0-t3a", "has w0 and t3a, which are two sets");
        assertRefused(RAND, "rand", "t3b", "operations must be one of the sets [default, weights, 3a, 3aw] or some of");
        assertRefused(RAND, "rand", "p1.5", "probability must be between 0 and 1, is 1.5");
        assertRefused(RAND, "rand", "n0", "count must be 1 to 100, is 0");
        assertRefused(RAND, "rand", "mmax0", "magnitude-max must be above 0, is 0.0");
        assertRefused(RAND, "rand", "n16-tweights", "count must be at most 15, because no operation of the set is");
        assertRefused(AUTO, "v0", "m9", "does not understand 'm9'; its keys are mstd (magnitude-std, a number)");
        assertRefused(MIX, "augmix", "d0", "depth must be 1 to 100 or null, is 0");
        assertRefused(MIX, "augmix", "w0", "width must be 1 to 100, is 0");
        assertRefused(MIX, "augmix", "a0", "alpha must be at least 0.05, is 0.0");
        assertRefused(new TrivialAugment(), "trivial-augment-wide", "m9", "has no short form");
    }

    @Test
    void optionsAreChecked() {
        assertProblem("fill = [1, 2]", "'augment.options.fill' must be three numbers from 0 to 255");
        assertProblem("fill = [1, 2, 256]", "'augment.options.fill' must be three numbers from 0 to 255");
        assertProblem(
                "interpolation = lanczos",
                "'augment.options.interpolation' must be one of nearest, bilinear, bicubic, random, is 'lanczos'");
        assertProblem("operations = []", "'augment.options.operations' must be one of the sets");
        assertProblem("operations = [3a, Rotate]", "'augment.options.operations' must be one of the sets");
        assertProblem("magnitude = -1", "'augment.options.magnitude' must be at least 0, is -1.0");
        assertProblem("magnitude-std = -1", "'augment.options.magnitude-std' must be at least 0, is -1.0");
    }

    private static void assertProblem(String section, String part) {
        String message = assertThrows(RuntimeException.class, () -> Given.options(RAND, "rand", section))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void theCanvasHoldsWhereTheOptionsSayNothing() {
        Canvas canvas = new Canvas(0x112233, List.of(Filter.BICUBIC));
        assertEquals(canvas, new Painting(null, null).on(canvas));
        assertEquals(new Canvas(0xff0010, List.of(Filter.BICUBIC)), new Painting(List.of(255, 0, 16), null).on(canvas));
        assertEquals(
                new Canvas(0x112233, List.of(Filter.BILINEAR, Filter.BICUBIC)),
                new Painting(null, "random").on(canvas));
    }

    @TestFactory
    Stream<DynamicTest> theOptionsCountMoreThanTheCanvas() {
        return Stream.of(
                dynamicTest("augmix", () -> assertPaints(MIX, "augmix")),
                dynamicTest("original", () -> assertPaints(AUTO, "original")),
                dynamicTest("rand", () -> assertPaints(RAND, "rand")));
    }

    private static <C extends Record> void assertPaints(AugmentPolicyProvider<C> provider, String name) {
        C painted = Given.options(provider, name, "fill = [255, 0, 16], interpolation = nearest");
        Canvas same = new Canvas(0xff0010, List.of(Filter.NEAREST));
        List<Image> expected = results(provider.create(name, provider.defaults(name), same));
        assertEquals(expected, results(provider.create(name, painted, Given.CANVAS)));
        assertNotEquals(expected, results(provider.create(name, provider.defaults(name), Given.CANVAS)));
    }

    private static List<Image> results(AugmentPolicy policy) {
        Image image = Given.image(32, 24, 1);
        return LongStream.range(0, 30)
                .mapToObj(seed -> policy.apply(image, new SplittableRandom(seed)))
                .toList();
    }

    @Test
    void trivialAugmentIsDescribed() {
        TrivialAugment trivial = new TrivialAugment();
        List<String> lines = trivial.describe("trivial-augment-wide", trivial.defaults("trivial-augment-wide"))
                .lines()
                .toList();
        assertEquals("1 operation of 14 drawn for each image, with one of 31 strengths:", lines.get(0));
        assertEquals("  TranslateX            -32 to 32 pixels", lines.get(4));
        assertEquals("  Brightness            factor 0.01 to 1.99", lines.get(7));
        assertEquals("  Posterize             bits kept: 2 to 8", lines.get(11));
        assertEquals("  Equalize", lines.get(14));
    }
}
