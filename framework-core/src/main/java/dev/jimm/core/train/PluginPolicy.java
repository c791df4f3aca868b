package dev.jimm.core.train;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Image;
import dev.jimm.core.provider.Provided;
import java.util.random.RandomGenerator;

/** A plugin's policy, whose mistakes are told as the plugin's. */
record PluginPolicy(AugmentPolicy policy, String name, String origin) implements AugmentPolicy {
    PluginPolicy {
        if (policy == null) {
            throw Provided.failure(origin, "policy '" + name + "' is null", null);
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        Image result;
        try {
            result = policy.apply(image, random);
        } catch (RuntimeException | LinkageError e) {
            throw Provided.failure(origin, "policy '" + name + "' fails on " + image + ": " + e, e);
        }
        if (result == null || result.width() != image.width() || result.height() != image.height()) {
            throw Provided.failure(origin, "policy '" + name + "' makes " + result + " of " + image, null);
        }
        return result;
    }
}
