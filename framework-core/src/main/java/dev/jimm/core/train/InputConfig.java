package dev.jimm.core.train;

import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.transform.EvalTransform;
import java.util.List;

/**
 * The {@code input} section: how images become the model's input. Whatever is {@code null} is the model's own.
 *
 * @param size height and width in pixels, at most {@link Preprocessing#LARGEST}
 * @param cropPct the part of the resized image that the evaluation crop keeps, in (0, 1]
 * @param cropMode center, squash or border: how evaluation gets from an image's shape to the input's
 * @param interpolation of the evaluation resize
 * @param mean of each channel, of values in [0, 1]
 * @param std the standard deviation of each channel
 */
public record InputConfig(
        Integer size, Double cropPct, CropMode cropMode, String interpolation, List<Double> mean, List<Double> std) {
    public InputConfig {
        if (size != null && size < 1) {
            throw new IllegalArgumentException("size must be at least 1, is " + size);
        }
        if (size != null && size > Preprocessing.LARGEST) {
            throw new IllegalArgumentException("size must be at most " + Preprocessing.LARGEST + ", is " + size);
        }
        EvalTransform.Config usual = EvalTransform.Config.defaults();
        new EvalTransform.Config( // checks them
                cropPct == null ? usual.cropPct() : cropPct,
                cropMode == null ? usual.cropMode() : cropMode,
                interpolation == null ? usual.interpolation() : interpolation);
        requireThree("mean", mean);
        requireThree("std", std);
        if (std != null && std.stream().anyMatch(value -> value <= 0)) {
            throw new IllegalArgumentException("std must be above 0, is " + std);
        }
    }

    private static void requireThree(String key, List<Double> values) {
        if (values != null && values.size() != 3) {
            throw new IllegalArgumentException(key + " must have 3 values, one a channel, has " + values.size());
        }
    }

    public static InputConfig defaults() {
        return new InputConfig(null, null, null, null, null, null);
    }

    /**
     * With the values of pretrained weights where this section says nothing.
     *
     * @param sized whether the model's structure already has their image size
     */
    InputConfig over(PretrainedConfig weights, boolean sized) {
        return over(new InputConfig(
                sized ? null : weights.inputSize().get(1),
                weights.cropFraction(),
                weights.cropMode(),
                weights.interpolation(),
                weights.mean(),
                weights.deviation()));
    }

    /** With the values of another section where this one says nothing. */
    InputConfig over(InputConfig other) {
        return new InputConfig(
                size == null ? other.size : size,
                cropPct == null ? other.cropPct : cropPct,
                cropMode == null ? other.cropMode : cropMode,
                interpolation == null ? other.interpolation : interpolation,
                mean == null ? other.mean : mean,
                std == null ? other.std : std);
    }

    /** With the model's own values where this section says nothing. */
    public Preprocessing resolve(ImageModel model) {
        int[] own = model.imageSize();
        return new Preprocessing(
                size == null ? own[0] : size,
                size == null ? own[1] : size,
                cropPct == null ? model.preprocessing().cropFraction() : cropPct,
                cropMode == null ? model.preprocessing().cropMode() : cropMode,
                interpolation == null ? model.preprocessing().interpolation() : interpolation,
                mean == null ? model.preprocessing().mean() : mean,
                std == null ? model.preprocessing().deviation() : std);
    }
}
