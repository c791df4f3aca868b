package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/** Refuses maps (N, C, H, W) of a size that a layer cannot take; the messages name the option that says the image size. */
final class MapSize {
    private MapSize() {}

    /** @param layer as in "its self-attention" */
    static void requireSquare(Tensor x, int size, String layer) {
        if (x.size(2) != size || x.size(3) != size) {
            throw new IllegalArgumentException("img-size: a map is " + x.size(2) + " x " + x.size(3) + ", its " + layer
                    + " is built for " + size + " x " + size + "; resize the image or set img-size");
        }
    }

    /** @param into what the map is cut into, as in "blocks of 8 x 8" */
    static void requireMultiple(Tensor x, int divisor, String into) {
        if (x.size(2) % divisor != 0 || x.size(3) % divisor != 0) {
            throw new IllegalArgumentException("img-size: a map of " + x.size(2) + " x " + x.size(3)
                    + " does not divide into " + into + "; resize the image");
        }
    }
}
