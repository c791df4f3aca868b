package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.util.random.RandomGenerator;

/**
 * Makes an image of the model's input size from an image of any size. Holds no state: one instance serves every thread.
 */
public interface Transform {
    /** The height of what {@link #apply} returns, in pixels. */
    int height();

    /** The width of what {@link #apply} returns, in pixels. */
    int width();

    /** The result depends on nothing but the image and the draws from the random source. */
    Image apply(Image image, RandomGenerator random);
}
