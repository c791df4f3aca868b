package dev.jimm.plugin.augment;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * So many different steps an image, each drawn from those that are left, in proportion to their weights.
 *
 * @param steps at most 64
 */
record WeightedChoice(List<Step> steps, List<Double> weights, int count, Canvas canvas) implements AugmentPolicy {
    @Override
    public Image apply(Image image, RandomGenerator random) {
        Image result = image;
        long used = 0;
        for (int i = 0; i < count; i++) {
            int index = draw(used, random);
            used |= 1L << index;
            result = steps.get(index).apply(result, canvas, random);
        }
        return result;
    }

    /** @param used a bit for each step that is out of the draw */
    private int draw(long used, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < weights.size(); i++) {
            sum += isUsed(used, i) ? 0 : weights.get(i);
        }
        double rest = random.nextDouble() * sum;
        int last = -1;
        for (int i = 0; i < weights.size() && rest >= 0; i++) {
            if (!isUsed(used, i)) {
                last = i;
                rest -= weights.get(i);
            }
        }
        return last;
    }

    private static boolean isUsed(long used, int index) {
        return (used >> index & 1) != 0;
    }
}
