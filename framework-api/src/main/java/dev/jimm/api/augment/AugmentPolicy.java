package dev.jimm.api.augment;

import dev.jimm.api.API;
import dev.jimm.api.image.Image;
import java.util.random.RandomGenerator;

/** Changes a training image at random. Holds no state: one instance serves every thread. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface AugmentPolicy {
    /** Changes nothing and draws nothing. */
    AugmentPolicy NONE = (image, random) -> image;

    /**
     * @param image of any size, at least 1 x 1
     * @param random the only source of chance: the same draws give the same result
     * @return an image of the same size; the argument itself where nothing changes
     */
    Image apply(Image image, RandomGenerator random);
}
