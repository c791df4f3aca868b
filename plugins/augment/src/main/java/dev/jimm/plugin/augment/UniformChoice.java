package dev.jimm.plugin.augment;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/** So many steps an image, each drawn from all. */
record UniformChoice(List<Step> steps, int count, Canvas canvas) implements AugmentPolicy {
    @Override
    public Image apply(Image image, RandomGenerator random) {
        Image result = image;
        for (int i = 0; i < count; i++) {
            result = steps.get(random.nextInt(steps.size())).apply(result, canvas, random);
        }
        return result;
    }
}
