package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelOptions;

/** Refuses options that mean nothing to a family, so that nobody sets them in vain. */
final class Refusal {
    private Refusal() {}

    /**
     * Fails if the map is to be larger than usual.
     *
     * @param family as it stands in the message, such as "VGG"
     */
    static void outputStride(ModelOptions options, String family) {
        if (options.outputStride() != ModelOptions.DEFAULT.outputStride()) {
            throw new IllegalArgumentException("output-stride does not apply to " + family
                    + ", which has no dilated form; leave it at " + ModelOptions.DEFAULT.outputStride());
        }
    }

    /**
     * Fails if branches are to be dropped.
     *
     * @param family as it stands in the message, such as "VGG"
     */
    static void dropPath(ModelOptions options, String family) {
        if (options.dropPathRate() != 0) {
            throw new IllegalArgumentException(
                    "drop-path does not apply to " + family + ", which has no residual branches; leave it at 0");
        }
    }
}
