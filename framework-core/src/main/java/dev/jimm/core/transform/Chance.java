package dev.jimm.core.transform;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Image;
import java.util.random.RandomGenerator;

/** Does something to some of the images; one draw decides. */
record Chance(double probability, AugmentPolicy policy) implements AugmentPolicy {
    @Override
    public Image apply(Image image, RandomGenerator random) {
        return random.nextDouble() < probability ? policy.apply(image, random) : image;
    }

    /** @throws IllegalArgumentException beginning with the key, unless the value is one */
    static void requireProbability(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(key + " must be between 0 and 1, not " + value);
        }
    }
}
