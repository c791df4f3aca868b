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

    static void requirePositive(String key, double value) {
        require(value > 0, key + " must be positive, is " + value);
    }

    static void requireRate(String key, double rate) {
        require(rate >= 0 && rate < 1, key + " must be in [0, 1), is " + rate);
    }

    /** That an image has at least one patch. */
    static void requirePatches(int imgSize, int patchSize) {
        requirePositive("patch-size", patchSize);
        require(imgSize >= patchSize, "img-size must be at least the patch-size of " + patchSize + ", is " + imgSize);
    }

    /** That a ratio leaves a perceptron hidden channels. */
    static void requireWidth(String key, double ratio, int width) {
        require(width > 0, key + " must leave a hidden width, is " + ratio);
    }

    /** That a list, which says how many stages there are, has positive numbers. */
    static void requireStages(String key, List<Integer> values) {
        require(!values.isEmpty() && positive(values), key + " must be positive numbers, one a stage, is " + values);
    }

    /** That a list has a positive number for each of so many stages. */
    static void requireStages(String key, List<Integer> values, int stages) {
        require(
                values.size() == stages && positive(values),
                key + " must be " + stages + " positive numbers, one a stage, is " + values);
    }

    static boolean positive(List<Integer> values) {
        return values.stream().allMatch(value -> value > 0);
    }

    /** That channels divide into attention heads. */
    static void requireHeads(String key, int channels, int heads) {
        requireHeads(key, channels, "num-heads", heads);
    }

    static void requireHeads(String key, int channels, String headsKey, int heads) {
        requirePositive(headsKey, heads);
        require(
                channels > 0 && channels % heads == 0,
                key + " must be a multiple of the " + heads + " " + headsKey + ", is " + channels);
    }

    /** That the channels of each stage divide into its attention heads. */
    static void requireHeads(String key, List<Integer> channels, List<Integer> heads) {
        for (int i = 0; i < channels.size(); i++) {
            require(
                    channels.get(i) % heads.get(i) == 0,
                    key + " must be multiples of the num-heads " + heads + ", are " + channels);
        }
    }

    /** That an image (N, C, H, W) has the one size that a model works with. */
    static void requireImageSize(Tensor image, int size) {
        require(
                image.size(2) == size && image.size(3) == size,
                "the image is " + image.size(2) + " x " + image.size(3) + ", the model is built for " + size + " x "
                        + size + "; resize the image or set img-size");
    }

    /** That nobody asks for another pooling than the only one. */
    static void requireGlobalPool(String only, ModelOptions options, String models) {
        String asked = options.globalPool();
        require(
                asked == null || asked.equals(only),
                "global-pool must be " + only + " for " + models + ", is \"" + asked + "\"");
    }

    /** That nobody asks for another output stride. */
    static void refuseOutputStride(ModelOptions options, String models) {
        require(
                options.outputStride() == ModelOptions.DEFAULT.outputStride(),
                "output-stride does not apply to " + models);
    }
}
