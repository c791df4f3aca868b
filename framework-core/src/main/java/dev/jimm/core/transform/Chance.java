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
}
