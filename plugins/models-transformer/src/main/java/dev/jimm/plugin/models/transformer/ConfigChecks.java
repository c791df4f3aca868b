package dev.jimm.plugin.models.transformer;

import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/** What several families check of their options and images; messages of options begin with the option's key. */
final class ConfigChecks {
    private ConfigChecks() {}

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    static void requirePositive(String key, int value) {
        require(value > 0, key + " must be positive, is " + value);
    }

    static void requireRate(String key, double rate) {
        require(rate >= 0 && rate < 1, key + " must be in [0, 1), is " + rate);
    }

    /** That a list has a positive number for each of so many stages. */
    static void requireStages(String key, List<Integer> values, int stages) {
        require(
                values.size() == stages && values.stream().allMatch(value -> value > 0),
                key + " must be " + stages + " positive numbers, one a stage, is " + values);
    }

    /** That channels divide into attention heads. */
    static void requireHeads(String key, int channels, int heads) {
        requirePositive("num-heads", heads);
        require(
                channels > 0 && channels % heads == 0,
                key + " must be a multiple of the " + heads + " num-heads, is " + channels);
    }

    /** That an image (N, C, H, W) has the one size that a model works with. */
    static void requireImageSize(Tensor image, int size) {
        require(
                image.size(2) == size && image.size(3) == size,
                "the image is " + image.size(2) + " x " + image.size(3) + ", the model is built for " + size + " x "
                        + size + "; resize the image or set img-size");
    }

    /** That nobody asks for another output stride. */
    static void refuseOutputStride(ModelOptions options, String models) {
        require(
                options.outputStride() == ModelOptions.DEFAULT.outputStride(),
                "output-stride does not apply to " + models);
    }
}
