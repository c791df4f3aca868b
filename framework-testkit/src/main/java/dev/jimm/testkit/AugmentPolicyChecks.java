package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.core.check.OptionsProof;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.function.Executable;

/** What the kit checks of one augmentation policy. */
final class AugmentPolicyChecks<C extends Record> {
    /** What no policy understands. */
    private static final String FOREIGN_KEYS = "no_such_key";

    private static final Canvas CANVAS = new Canvas(0x7c7468, List.of(Filter.BILINEAR, Filter.BICUBIC));
    /** {width, height}: a pixel, lines, odd sizes, a square, a photograph of a small camera. */
    private static final int[][] SIZES = {{1, 1}, {1, 7}, {7, 1}, {2, 3}, {33, 17}, {32, 32}};

    private static final Image LARGE = image(1283, 853);
    private static final Image USUAL = image(32, 24);
    private static final Image OTHER = image(24, 32);
    private static final int SEEDS = 300;
    private static final int FEW_SEEDS = 5;

    private final AugmentPolicyProvider<C> provider;
    private final String name;

    AugmentPolicyChecks(AugmentPolicyProvider<C> provider, String name) {
        this.provider = provider;
        this.name = name;
    }

    /** Noise over a slope, so that no operation leaves it as it is. */
    private static Image image(int width, int height) {
        SplittableRandom random = new SplittableRandom(width * 31L + height);
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (5 + 65 * (i % 3) + 60L * i / pixels.length + random.nextInt(60));
        }
        return new Image(width, height, pixels);
    }

    String name() {
        return name;
    }

    void defaults() {
        ProviderChecks.assertProven(OptionsProof.problems(provider, name));
    }

    void description() {
        ProviderChecks.description(provider.describe(name));
        String text = provider.describe(name, provider.defaults(name));
        assertFalse(
                text == null || text.isBlank(),
                () -> "describe(\"" + name
                        + "\", options) says nothing; tell what the policy does, or do not override it");
    }

    void options() {
        OptionChecks.extremes(provider.defaults(name), options -> {
            AugmentPolicy policy = policy(options);
            for (int[] size : SIZES) {
                Image image = image(size[0], size[1]);
                LongStream.range(0, FEW_SEEDS).forEach(seed -> apply(policy, image, seed));
            }
        });
    }

    void shortForm() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> provider.shortForm(name, FOREIGN_KEYS),
                () -> "shortForm(\"" + name + "\", \"" + FOREIGN_KEYS + "\") should throw an IllegalArgumentException"
                        + " that says which keys there are, since nobody means anything by these");
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(FOREIGN_KEYS),
                () -> "shortForm(\"" + name + "\", \"" + FOREIGN_KEYS + "\") should tell what it does not understand,"
                        + " but says: " + refusal.getMessage());
    }

    private AugmentPolicy policy() {
        return policy(provider.defaults(name));
    }

    private AugmentPolicy policy(C options) {
        AugmentPolicy policy = provider.create(name, options, CANVAS);
        assertNotNull(policy, () -> "create(\"" + name + "\", ...) gives null, not a policy");
        return policy;
    }

    /** Applies a policy and asserts what holds of every picture: it keeps its size, and is not written into. */
    private Image apply(AugmentPolicy policy, Image image, long seed) {
        return apply(policy, image, new SplittableRandom(seed), seed);
    }

    private Image apply(AugmentPolicy policy, Image image, RandomGenerator random, long seed) {
        String what = "policy '" + name + "' on " + image + " with seed " + seed;
        byte[] before = image.pixels().clone();
        Image result;
        try {
            result = policy.apply(image, random);
        } catch (RuntimeException | LinkageError e) {
            throw new AssertionError(what + " fails: " + e + "; images of every size from 1 x 1 can come", e);
        }
        assertNotNull(result, () -> what + " gives null; give the argument itself where nothing changes");
        assertTrue(
                result.width() == image.width() && result.height() == image.height(),
                () -> what + " gives " + result + "; a policy keeps the size");
        assertTrue(
                Arrays.equals(before, image.pixels()),
                () -> what + " writes into the picture that it is given; it must write into an array of its own, since"
                        + " images are shared");
        return result;
    }

    private List<Image> pictures(AugmentPolicy policy) {
        return LongStream.range(0, SEEDS)
                .mapToObj(seed -> apply(policy, USUAL, seed))
                .toList();
    }

    void sameSeed() {
        AugmentPolicy policy = policy();
        List<Image> first = pictures(policy);
        AugmentPolicy other = policy();
        for (int seed = SEEDS - 1; seed >= 0; seed--) {
            apply(policy, OTHER, seed);
            assertSame(first.get(seed), apply(policy, USUAL, seed), seed, "asked again after other pictures");
            assertSame(first.get(seed), apply(other, USUAL, seed), seed, "made by another policy of the same options");
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            assertSame(drawn(policy, seed), drawn(policy, seed), seed, "drawn from a generator of another class");
        }
    }

    /** With a generator that is none of the JDK's classes. */
    private Image drawn(AugmentPolicy policy, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return apply(policy, USUAL, random::nextLong, seed);
    }

    private void assertSame(Image expected, Image actual, int seed, String when) {
        assertTrue(
                expected.equals(actual),
                () -> "policy '" + name + "' gives other pixels for seed " + seed + " when " + when
                        + "; the generator that it is given must be its only source of chance, and it may remember"
                        + " nothing from picture to picture");
    }

    void otherSeeds(boolean random) {
        List<Image> pictures = pictures(policy());
        assertTrue(
                pictures.stream().anyMatch(picture -> !picture.equals(USUAL)),
                () -> "policy '" + name + "' leaves the picture as it is with all seeds from 0 to " + (SEEDS - 1)
                        + "; its defaults should do something");
        int different = Set.copyOf(pictures).size();
        if (random) {
            assertTrue(
                    different > 1,
                    () -> "policy '" + name + "' makes the same of a picture with all seeds from 0 to " + (SEEDS - 1)
                            + "; where that is meant, override absent(name) and give AugmentPolicyBehavior.RANDOM");
        } else {
            assertEquals(
                    1,
                    different,
                    () -> "policy '" + name + "' is declared to be without AugmentPolicyBehavior.RANDOM, so it should"
                            + " make the same of a picture with all seeds: different results");
        }
    }

    void sizes() {
        AugmentPolicy policy = policy();
        for (int[] size : SIZES) {
            Image image = image(size[0], size[1]);
            LongStream.range(0, SEEDS).forEach(seed -> apply(policy, image, seed));
        }
        LongStream.range(0, FEW_SEEDS).forEach(seed -> apply(policy, LARGE, seed));
    }

    void threads() {
        AugmentPolicy policy = policy();
        List<Image> alone = pictures(policy);
        List<Executable> threads = IntStream.range(0, Together.THREADS)
                .<Executable>mapToObj(thread -> () -> {
                    for (int i = 0; i < SEEDS; i++) {
                        int seed = (i + thread * SEEDS / Together.THREADS) % SEEDS;
                        assertSame(alone.get(seed), apply(policy, USUAL, seed), seed, "several threads use it");
                    }
                })
                .toList();
        Together.run(threads);
    }
}
