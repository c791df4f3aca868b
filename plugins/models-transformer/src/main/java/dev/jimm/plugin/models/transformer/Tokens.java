package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.tensor.Tensor;

/** What families share that work with tokens of one image size. */
final class Tokens {
    private Tokens() {}

    /**
     * The pooling of tokens behind a class token, (N, 1 + length, dim) to (N, dim): the class token, or, where the
     * options say {@code avg}, the mean of all others.
     */
    static Layer pooling(ModelOptions options) {
        String pool = options.globalPool() == null ? "token" : options.globalPool();
        return switch (pool) {
            case "token" -> (x, pass) -> x.select(1, 0);
            case "avg" -> (x, pass) -> x.slice(1, 1, x.size(1)).mean(1);
            default -> throw new IllegalArgumentException("global-pool must be one of token, avg, is \"" + pool + "\"");
        };
    }

    /** Refuses images (N, C, H, W) that are not of the size that a model is built for. */
    static void requireSize(Tensor x, int size) {
        if (x.size(2) != size || x.size(3) != size) {
            throw new IllegalArgumentException("the image is " + x.size(2) + " x " + x.size(3)
                    + ", the model is built for " + size + " x " + size + "; resize the image or set img-size");
        }
    }
}
