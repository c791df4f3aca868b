package dev.jimm.core.transform;

import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes an image of the model's input size from a random part of a picture. Holds no state. */
interface RandomCrop {
    Image apply(Picture picture, RandomGenerator random) throws UnreadableImageException;

    /** What is done, for people: a line a step, in order. */
    List<String> describe();

    static RandomCrop of(CropConfig config, int height, int width) {
        return config.mode() == CropConfig.Mode.RRC
                ? new RandomResizedCrop(config, height, width)
                : new KeepRatioCrop(config, height, width);
    }
}
