package dev.jimm.core.transform;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes images of the model's input size from an image of any size. Holds no state: one instance serves every thread.
 */
public interface Transform {
    /** The height of what {@link #apply} returns, in pixels. */
    int height();

    /** The width of what {@link #apply} returns, in pixels. */
    int width();

    /** How many images come of one. */
    default int views() {
        return 1;
    }

    /** {@link #views()} images; they depend on nothing but the picture and the draws from the random source. */
    List<Image> apply(Picture picture, RandomGenerator random) throws UnreadableImageException;
}
