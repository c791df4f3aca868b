package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;
import static dev.jimm.plugin.models.cnn.Refusal.requireStages;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one member of the family of {@link ResNetV2} from another; names as timm's arguments.
 *
 * @param basic whether a block has two 3x3 convolutions, in place of 1x1, 3x3 and 1x1
 * @param layers the number of blocks of each stage
 * @param channels the number of outputs of each stage, before widthFactor
 * @param widthFactor multiplies the widths of the stem and of all stages
 * @param stemChs the number of outputs of the stem, before widthFactor
 * @param avgDown whether a shortcut is averaged, not subsampled
 * @param bottleRatio the width inside of a block, in units of its outputs
 * @param actLayer the activation after each norm that has none of its own
 * @param zeroInitLast whether each residual branch starts as zero, by the weight of its last convolution
 */
public record ResNetV2Config(
        boolean basic,
        List<Integer> layers,
        List<Integer> channels,
        int widthFactor,
        int stemChs,
        StemType stemType,
        boolean avgDown,
        double bottleRatio,
        ConvLayer convLayer,
        NormLayer normLayer,
        Activation actLayer,
        boolean zeroInitLast) {
    /** What stands before the stages. */
    public enum StemType {
        /** One 7x7 convolution and max pooling. */
        DEFAULT,
        /** As default, but the pooling sees zeros around the map: BiT's way. */
        FIXED,
        /** Three 3x3 convolutions, of which the first two have half the width, and max pooling. */
        DEEP,
        /** As deep, but the first has three eighths of the width. */
        TIERED
    }

    /** The kind of all convolutions. */
    public enum ConvLayer {
        PLAIN,
        /** With standardised weights. */
        STANDARDIZED
    }

    /** The normalisation before each convolution. */
    public enum NormLayer {
        BATCH,
        /** In 32 groups. */
        GROUP,
        /** In 32 groups, with an activation of its own. */
        EVO,
        /** Of single channels, with an activation of its own. */
        FILTER_RESPONSE
    }

    public ResNetV2Config {
        layers = List.copyOf(layers);
        channels = List.copyOf(channels);
        requireStages("layers", layers, channels);
        require(widthFactor >= 1, "width-factor must be at least 1, is " + widthFactor);
        require(stemChs >= 1, "stem-chs must be at least 1, is " + stemChs);
        require(bottleRatio > 0, "bottle-ratio must be positive, is " + bottleRatio);
    }

    boolean hasDeepStem() {
        return stemType == StemType.DEEP || stemType == StemType.TIERED;
    }

    int stemOutputs() {
        return Widths.rounded((double) stemChs * widthFactor);
    }

    int outputs(int stage) {
        return Widths.rounded((double) channels.get(stage) * widthFactor);
    }

    /** The width inside of a block with so many outputs. */
    int middle(int outputs) {
        return Widths.rounded(outputs * bottleRatio);
    }

    /** The number of blocks of all stages. */
    int blocks() {
        return layers.stream().mapToInt(Integer::intValue).sum();
    }
}
