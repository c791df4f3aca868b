package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * AugMix's chains of operations.
 *
 * @param width how many there are
 * @param depth how many operations each has, or {@link #DRAWN}
 */
record Chains(List<Step> steps, int width, int depth, Canvas canvas) {
    /** Stands for a depth of 1 to 3, drawn for each chain. */
    static final int DRAWN = 0;

    private static final int MOST_DRAWN = 3;

    /** What each chain makes of the image. */
    List<Image> apply(Image image, RandomGenerator random) {
        List<Image> results = new ArrayList<>(width);
        for (int chain = 0; chain < width; chain++) {
            int count = depth == DRAWN ? 1 + random.nextInt(MOST_DRAWN) : depth;
            Image result = image;
            for (int i = 0; i < count; i++) {
                result = steps.get(random.nextInt(steps.size())).apply(result, canvas, random);
            }
            results.add(result);
        }
        return results;
    }
}
