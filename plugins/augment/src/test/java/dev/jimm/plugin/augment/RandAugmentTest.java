package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandAugmentTest {
    private static final RandAugment PROVIDER = new RandAugment();
    private static final Image IMAGE = Given.image(32, 32, 1);
    private static final long SEED = 23;

    @Test
    void setsAreTimms() {
        JsonNode sets = Given.reference().get("rand_augment_ops");
        assertUniform(sets.get("default"), OperationSet.of(List.of("default"), false));
        assertUniform(sets.get("increasing"), OperationSet.of(List.of("default"), true));
        assertUniform(sets.get("3a"), OperationSet.of(List.of("3a"), true));
        assertWeighted(sets.get("weighted_0"), OperationSet.of(List.of("weights"), false));
        assertWeighted(sets.get("weighted_3a"), OperationSet.of(List.of("3aw"), false));
    }

    private static void assertUniform(JsonNode names, OperationSet set) {
        assertEquals(Given.stream(names).map(JsonNode::asText).toList(), set.names());
        assertEquals(List.of(), set.weights());
    }

    private static void assertWeighted(JsonNode weights, OperationSet set) {
        Map<String, Double> expected = new LinkedHashMap<>();
        weights.properties()
                .forEach(one -> expected.put(one.getKey(), one.getValue().asDouble()));
        assertEquals(List.copyOf(expected.keySet()), set.names());
        assertEquals(List.copyOf(expected.values()), set.weights());
    }

    /** Steps that note in a list that they were applied. */
    private static List<Step> noting(int count, double probability, List<Integer> applied) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Operation("step " + i, Strength.NONE, "", Change.tone((image, none) -> {
                    applied.add(i);
                    return image;
                })))
                .map(operation -> new Step(operation, probability, new Magnitude(5, 0, 10)))
                .toList();
    }

    private static int[] counts(List<Integer> applied, int size) {
        int[] counts = new int[size];
        applied.forEach(index -> counts[index]++);
        return counts;
    }

    private static void applyTimes(int times, AugmentPolicy policy) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < times; i++) {
            assertSame(IMAGE, policy.apply(IMAGE, random));
        }
    }

    @Test
    void uniformChoicesAreEquallyFrequentAndMayRepeat() {
        List<Integer> applied = new ArrayList<>();
        applyTimes(15_000, new UniformChoice(noting(15, 1, applied), 2, Given.CANVAS));
        assertEquals(30_000, applied.size());
        for (int count : counts(applied, 15)) {
            assertEquals(2000, count, 180, "seed " + SEED); // four standard deviations
        }
        long repeated = IntStream.range(0, 15_000)
                .filter(i -> applied.get(2 * i).equals(applied.get(2 * i + 1)))
                .count();
        assertEquals(1000, repeated, 125, "seed " + SEED);
    }

    @Test
    void operationsAreAppliedWithTheirProbability() {
        List<Integer> applied = new ArrayList<>();
        applyTimes(10_000, new UniformChoice(noting(3, 0.3, applied), 2, Given.CANVAS));
        assertEquals(6000, applied.size(), 260, "seed " + SEED);
        applied.clear();
        applyTimes(100, new UniformChoice(noting(3, 0, applied), 2, Given.CANVAS));
        assertEquals(0, applied.size());
    }

    /** First a with its weight, then b with its weight among the others. */
    @Test
    void weightedChoicesAreInProportionAndNeverRepeat() {
        double[] weights = {4, 3, 2, 1};
        List<Integer> applied = new ArrayList<>();
        int times = 40_000;
        List<Double> list = Arrays.stream(weights).boxed().toList();
        applyTimes(times, new WeightedChoice(noting(4, 1, applied), list, 2, Given.CANVAS));
        int[][] pairs = new int[4][4];
        for (int i = 0; i < times; i++) {
            pairs[applied.get(2 * i)][applied.get(2 * i + 1)]++;
        }
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                double expected = a == b ? 0 : times * weights[a] / 10 * weights[b] / (10 - weights[a]);
                assertEquals(expected, pairs[a][b], 4 * Math.sqrt(expected), a + " then " + b + ", seed " + SEED);
            }
        }
    }

    @Test
    void allOfAWeightedSetCanBeDrawn() {
        List<Integer> applied = new ArrayList<>();
        applyTimes(50, new WeightedChoice(noting(3, 1, applied), List.of(0.05, 10.0, 1.0), 3, Given.CANVAS));
        for (int i = 0; i < 50; i++) {
            assertEquals(Set.of(0, 1, 2), new HashSet<>(applied.subList(3 * i, 3 * i + 3)));
        }
    }

    /** One operation, always applied: what comes out is what the image operations give. */
    @Test
    void theMagnitudeReachesTheOperation() {
        assertEquals(
                Set.of(
                        Affine.rotate(IMAGE, 12, Filter.BICUBIC, Given.CANVAS.fill()),
                        Affine.rotate(IMAGE, -12, Filter.BICUBIC, Given.CANVAS.fill())),
                results("operations = [Rotate], magnitude = 4, count = 1, probability = 1"));
        assertEquals(
                Set.of(
                        Affine.rotate(IMAGE, 45, Filter.NEAREST, 0x010203),
                        Affine.rotate(IMAGE, -45, Filter.NEAREST, 0x010203)),
                results("operations = [Rotate], magnitude = 15, magnitude-max = 20, count = 1, probability = 1, "
                        + "fill = [1, 2, 3], interpolation = nearest"));
        assertEquals(
                Set.of(IMAGE, Levels.invert(IMAGE)), results("operations = [Invert], count = 1, probability = 0.5"));
    }

    private static Set<Image> results(String section) {
        AugmentPolicy policy = PROVIDER.create("rand", Given.options(PROVIDER, "rand", section), Given.CANVAS);
        SplittableRandom random = new SplittableRandom(SEED);
        Set<Image> results = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            results.add(policy.apply(IMAGE, random));
        }
        return results;
    }

    @Test
    void descriptionTellsDrawsAndRanges() {
        List<String> lines = PROVIDER.describe("rand", PROVIDER.shortForm("rand", "m9-mstd0.5-inc1"))
                .lines()
                .toList();
        assertEquals(
                "2 operations of 15 drawn for each image, each with probability 0.5 and magnitude 9 (normal, deviation"
                        + " 0.5):",
                lines.get(0));
        assertEquals(16, lines.size());
        assertEquals("  AutoContrast", lines.get(1));
        assertEquals("  Rotate                -27 or 27 degrees", lines.get(4));
        assertEquals("  BrightnessIncreasing  factor 0.19 or 1.81", lines.get(10));
        String weighted = PROVIDER.describe("rand", PROVIDER.shortForm("rand", "mstd101-tweights-n1"));
        assertTrue(
                weighted.startsWith(
                        "1 different operation of 15 drawn for each image, each with probability 0.5 and magnitude 0"
                                + " to 10 (uniform):\n"
                                + "  Rotate                -30 to 30 degrees               weight 3\n"),
                weighted);
    }
}
