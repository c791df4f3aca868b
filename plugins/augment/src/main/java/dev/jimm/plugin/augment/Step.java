package dev.jimm.plugin.augment;

import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import java.util.random.RandomGenerator;

/**
 * An operation as a policy uses it.
 *
 * @param probability with which the image is changed at all
 */
record Step(Operation operation, double probability, Magnitude magnitude) {
    Image apply(Image image, Canvas canvas, RandomGenerator random) {
        if (probability < 1 && random.nextDouble() >= probability) {
            return image;
        }
        double level = magnitude.draw(random);
        boolean negative = operation.strength().signed() && random.nextBoolean();
        int shorterSide = Math.min(image.width(), image.height());
        double argument = operation.strength().argument(level, shorterSide, negative);
        return operation.change().apply(image, argument, canvas, random);
    }

    /** What the operation does at this magnitude, in words; empty where it has no strength. */
    String effect() {
        return operation.effect(magnitude.least(), magnitude.most());
    }
}
