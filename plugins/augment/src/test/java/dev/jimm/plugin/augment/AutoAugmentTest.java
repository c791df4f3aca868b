package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AutoAugmentTest {
    private static final AutoAugment PROVIDER = new AutoAugment();

    @TestFactory
    Stream<DynamicTest> tablesAreTimms() {
        JsonNode policies = Given.reference().get("policies");
        assertEquals(5, policies.size());
        return policies.properties().stream()
                .map(policy -> dynamicTest(
                        policy.getKey(), () -> assertEquals(entries(policy.getValue()), entries(policy.getKey()))));
    }

    private static List<List<List<Object>>> entries(JsonNode policy) {
        return Given.stream(policy)
                .map(entry -> Given.stream(entry)
                        .map(step -> List.<Object>of(
                                step.get(0).asText(),
                                step.get(1).asDouble(),
                                step.get(2).asDouble()))
                        .toList())
                .toList();
    }

    private static List<List<List<Object>>> entries(String name) {
        return AutoAugment.entries(name, PROVIDER.defaults(name)).stream()
                .map(entry -> entry.stream()
                        .map(step -> List.<Object>of(
                                step.operation().name(),
                                step.probability(),
                                step.magnitude().mean()))
                        .toList())
                .toList();
    }

    /** A third each: solarized, gray, and blurred, each time by another radius. */
    @Test
    void threeAugment() {
        Image image = Given.image(24, 20, 2);
        Map<Image, Integer> counts = new HashMap<>();
        AugmentPolicy policy = PROVIDER.create("three-augment", PROVIDER.defaults("three-augment"), Given.CANVAS);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 3000; i++) {
            counts.merge(policy.apply(image, random), 1, Integer::sum);
        }
        assertEquals(1000, counts.get(Levels.solarize(image, 128)), 105, "seed 5"); // four standard deviations
        assertEquals(1000, counts.get(Enhance.grayscale(image)), 105, "seed 5");
        assertTrue(counts.size() > 500, "only " + counts.size() + " different results, seed 5");
    }

    @Test
    void entriesAreEquallyFrequentAndInOrder() {
        // Of the 25 entries only this one, drawn and both applied, gives this image.
        Image image = Given.image(24, 20, 3);
        Image expected = Levels.solarize(Enhance.color(image, 0.8 * 1.8 + 0.1), 179);
        AugmentPolicy policy = PROVIDER.create("original", PROVIDER.defaults("original"), Given.CANVAS);
        SplittableRandom random = new SplittableRandom(6);
        int count = 0;
        for (int i = 0; i < 20_000; i++) {
            count += policy.apply(image, random).equals(expected) ? 1 : 0;
        }
        assertEquals(20_000 / 25.0 * 0.8 * 0.8, count, 90, "seed 6"); // four standard deviations
    }

    @Test
    void noiseIsOnEveryMagnitude() {
        AutoAugment.Options noisy = PROVIDER.shortForm("v0", "mstd0.5");
        assertEquals(0.5, noisy.magnitudeStd());
        AutoAugment.entries("v0", noisy).stream()
                .flatMap(List::stream)
                .forEach(step -> assertEquals(0.5, step.magnitude().std()));
    }

    @Test
    void descriptionTellsEveryEntry() {
        assertEquals("""
            1 line of 3 drawn for each image:
              Solarize threshold 128
              Desaturate without 1 of the colour
              GaussianBlurRand radius from 0.1 to 2 x 1\
            """, PROVIDER.describe("3a", PROVIDER.defaults("3a")));
        List<String> lines = PROVIDER.describe("v0", PROVIDER.shortForm("v0", "mstd1"))
                .lines()
                .toList();
        assertEquals("1 line of 25 drawn for each image; magnitudes have noise of deviation 1:", lines.get(0));
        assertEquals(
                "  Equalize with probability 0.8, then ShearY factor -0.12 or 0.12 with probability 0.8", lines.get(1));
    }
}
