package dev.jimm.plugin.models.cnn;

import dev.jimm.api.model.ModelOptions;
import java.util.List;

/** Refuses values that a configuration cannot have, and options that mean nothing to a family. */
final class Refusal {
    private Refusal() {}

    /** @param otherwise the message, which begins with the key in the configuration */
    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * Fails unless there is at least one stage, and each has blocks and a width.
     *
     * @param key what the configuration calls the numbers of blocks
     */
    static void requireStages(String key, List<Integer> depths, List<Integer> channels) {
        require(!depths.isEmpty(), key + " must name at least one stage");
        requirePositive(key, depths);
        require(
                channels.size() == depths.size(),
                "channels must be " + depths.size() + " widths, one a stage, are " + channels);
        requirePositive("channels", channels);
    }

    private static void requirePositive(String key, List<Integer> values) {
        require(values.stream().allMatch(value -> value >= 1), key + " must be at least 1 each, are " + values);
    }

    /**
     * Fails if the map is to be larger than usual.
     *
     * @param family as it stands in the message, such as "VGG"
     */
    static void outputStride(ModelOptions options, String family) {
        require(
                options.outputStride() == ModelOptions.DEFAULT.outputStride(),
                "output-stride does not apply to " + family + ", which has no dilated form; leave it at "
                        + ModelOptions.DEFAULT.outputStride());
    }

    /**
     * Fails if branches are to be dropped.
     *
     * @param family as it stands in the message, such as "VGG"
     */
    static void dropPath(ModelOptions options, String family) {
        require(
                options.dropPathRate() == 0,
                "drop-path does not apply to " + family + ", which has no residual branches; leave it at 0");
    }
}
