package dev.jimm.plugin.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.image.Image;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AugMixTest {
    private static final AugMix PROVIDER = new AugMix();
    private static final Image IMAGE = Given.image(24, 20, 4);

    /** Pixels of timm's own mixtures. */
    @Test
    void mixturesAreTimms() {
        JsonNode cases = Given.reference().get("augmix").get("cases");
        assertEquals(5, cases.size());
        for (JsonNode one : cases) {
            Image image = image(one.get("image"));
            List<Image> chains =
                    Given.stream(one.get("chains")).map(AugMixTest::image).toList();
            float[] weights = new float[chains.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) one.get("weights").get(i).asDouble();
            }
            float share = (float) one.get("m").asDouble();
            assertEquals(image(one.get("basic")), Mixture.mixed(image, chains, weights, share));
            assertEquals(image(one.get("blended")), Mixture.blended(image, chains, weights, share));
        }
    }

    private static Image image(JsonNode values) {
        byte[] pixels = new byte[values.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) values.get(i).asInt();
        }
        return new Image(4, 4, pixels);
    }

    /** Also where the mixture is all of the result, and a chain all of the mixture. */
    @Test
    void sharesLeadToTheProportions() {
        assertArrayEquals(
                new float[] {0.5f, 0.5f, 0.5f}, Mixture.shares(new float[] {1 / 7f, 2 / 7f, 4 / 7f}, 0.875f), 1e-6f);
        assertArrayEquals(new float[] {0, 0, 1}, Mixture.shares(new float[] {0, 0, 1}, 1));
    }

    /** The mixture of the operations, with translations of 30 %. */
    @Test
    void operationsAreTimms() {
        JsonNode names = Given.reference().get("rand_augment_ops").get("augmix");
        List<String> lines =
                PROVIDER.describe("augmix", PROVIDER.defaults("augmix")).lines().toList();
        assertEquals(
                "each image mixed with 3 chains of 1 to 3 operations of 13, with magnitude 0 to 3 (uniform) and alpha"
                        + " 1:",
                lines.get(0));
        assertEquals(
                Given.stream(names).map(JsonNode::asText).toList(),
                lines.stream().skip(1).map(line -> line.strip().split(" ")[0]).toList());
        assertEquals("  TranslateXRel         -0.09 to 0.09 of the width", lines.get(12));
    }

    @Test
    void depthsAreDrawnFromOneToThree() {
        Map<Integer, Long> counts = depths(Chains.DRAWN, 9000);
        assertEquals(Map.of(1, 0L, 2, 0L, 3, 0L).keySet(), counts.keySet());
        counts.values().forEach(count -> assertEquals(3000, count, 180, "seed 9")); // four standard deviations
        assertEquals(Map.of(5, 30L), depths(5, 30));
    }

    /** How many operations chains have: each adds 1 to the image's value. */
    private static Map<Integer, Long> depths(int depth, int count) {
        Operation brighter =
                new Operation("Brighter", Strength.NONE, "", Change.tone((image, none) -> one(image.at(0, 0, 0) + 1)));
        List<Step> steps = List.of(new Step(brighter, 1, new Magnitude(1, 0, 10)));
        return new Chains(steps, count, depth, Given.CANVAS)
                .apply(one(0), new SplittableRandom(9)).stream()
                        .map(image -> image.at(0, 0, 0))
                        .collect(Collectors.groupingBy(Function.identity(), HashMap::new, Collectors.counting()));
    }

    private static Image one(int value) {
        return new Image(1, 1, new byte[] {(byte) value, 0, 0});
    }

    @Test
    void mixesWithTheImage() {
        assertTrue(meanDifference("magnitude = 10, magnitude-std = 0, depth = 3") > 10);
        assertTrue(meanDifference("magnitude = 10, magnitude-std = 0, depth = 3, blended = true") > 10);
    }

    /** Every value is cut once a chain, and not twice at the end. */
    @Test
    void blendingIsTheSameButForRounding() {
        boolean different = false;
        for (long seed = 0; seed < 20; seed++) {
            byte[] blended = mixed("width = 4, blended = true", seed);
            byte[] atOnce = mixed("width = 4", seed);
            for (int i = 0; i < blended.length; i++) {
                assertEquals(atOnce[i] & 0xff, blended[i] & 0xff, 4, "seed " + seed);
                different |= atOnce[i] != blended[i];
            }
        }
        assertTrue(different);
    }

    private static byte[] mixed(String section, long seed) {
        return PROVIDER.create("augmix", Given.options(PROVIDER, "augmix", section), Given.CANVAS)
                .apply(IMAGE, new SplittableRandom(seed))
                .pixels();
    }

    private static double meanDifference(String section) {
        AugMix.Options options = Given.options(PROVIDER, "augmix", section);
        SplittableRandom random = new SplittableRandom(12);
        long sum = 0;
        int times = 50;
        for (int i = 0; i < times; i++) {
            byte[] mixed = PROVIDER.create("augmix", options, Given.CANVAS)
                    .apply(IMAGE, random)
                    .pixels();
            for (int j = 0; j < mixed.length; j++) {
                sum += Math.abs((mixed[j] & 0xff) - (IMAGE.pixels()[j] & 0xff));
            }
        }
        return (double) sum / (times * IMAGE.pixels().length);
    }
}
