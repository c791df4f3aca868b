package dev.jimm.plugin.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the tests have in common. */
final class Given {
    static final List<AugmentPolicyProvider<?>> PROVIDERS =
            List.of(new AugMix(), new AutoAugment(), new RandAugment(), new TrivialAugment());

    static final Canvas CANVAS = new Canvas(0x7c7468, List.of(Filter.BICUBIC));

    private Given() {}

    /** Facts of timm 1.0.29.dev. */
    static JsonNode reference() {
        try (InputStream file = Given.class.getResourceAsStream("policies.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Noise over a slope, so that no operation leaves it as it is, and no two give the same. */
    static Image image(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[width * height * Image.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (5 + 65 * (i % 3) + 60 * i / pixels.length + random.nextInt(60));
        }
        return new Image(width, height, pixels);
    }

    /** The options that a section of a configuration file gives. */
    static <C extends Record> C options(AugmentPolicyProvider<C> provider, String name, String section) {
        Problems problems = new Problems();
        C options = ConfigBinder.bind(
                ConfigFactory.parseString(section), "augment.options", provider.defaults(name), problems);
        problems.throwIfAny();
        return options;
    }
}
