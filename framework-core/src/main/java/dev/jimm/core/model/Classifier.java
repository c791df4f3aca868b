package dev.jimm.core.model;

import java.nio.ByteBuffer;

/** Classifies batches of images. */
@FunctionalInterface
public interface Classifier {
    /**
     * The logits of each image, one a class.
     *
     * @param pixels direct, bytes N, H, W, C of the size that the classifier takes; not to be changed meanwhile
     */
    float[][] logits(ByteBuffer pixels, int count);
}
