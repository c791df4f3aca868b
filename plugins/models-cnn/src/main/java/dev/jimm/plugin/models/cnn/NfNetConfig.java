package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;
import static dev.jimm.plugin.models.cnn.Refusal.requireStages;
import static java.util.Map.entry;

import dev.jimm.api.nn.Activation;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What distinguishes one member of the family of {@link NfNet} from another; names as timm's.
 *
 * @param depths the number of blocks of each stage
 * @param channels the number of outputs of each stage, before widthFactor
 * @param alpha the factor of each residual branch: by how much a block raises the variance
 * @param stemChs the number of outputs of the stem, before widthFactor; 0 for as many as the first stage has
 * @param groupSize the number of channels of a group of the 3x3 convolutions; 0 for one group
 * @param attnGain the factor behind channel attention, whose gates about halve what goes through
 * @param rdRatio the part of the channels to which squeeze-and-excite reduces
 * @param widthFactor multiplies all widths
 * @param bottleRatio the width inside of a block, in units of its outputs (of its inputs, if it is a reg block)
 * @param numFeatures the number of outputs of a last convolution, before widthFactor; 0 for no such convolution
 * @param chDiv all widths are rounded to multiples of this
 * @param reg whether blocks are built as EfficientNet's: widened from their inputs, with attention in the middle
 * @param extraConv whether a block has a second 3x3 convolution
 * @param gammaInAct whether activations restore the variance, in place of the convolutions behind them
 * @param samePadding whether convolutions pad as TensorFlow's
 * @param skipinit whether each residual branch ends in a trained factor that starts at 0
 */
public record NfNetConfig(
        List<Integer> depths,
        List<Integer> channels,
        double alpha,
        StemType stemType,
        int stemChs,
        int groupSize,
        AttnLayer attnLayer,
        double attnGain,
        double rdRatio,
        double widthFactor,
        double bottleRatio,
        int numFeatures,
        int chDiv,
        boolean reg,
        boolean extraConv,
        boolean gammaInAct,
        boolean samePadding,
        boolean skipinit,
        Activation actLayer) {
    /** What stands before the stages. */
    public enum StemType {
        /** Four 3x3 convolutions, the first and the last with stride 2: NFNet's. */
        DEEP_QUAD,
        /** One 3x3 convolution with stride 2: RegNet's. */
        REGNET,
        /** One 7x7 convolution with stride 2, and max pooling: ResNet's. */
        RESNET
    }

    /** Channel attention in each residual branch. */
    public enum AttnLayer {
        NONE,
        SE,
        ECA
    }

    /** 1 / deviation of the activation of normal values, as in DeepMind's code. */
    private static final Map<Activation, Double> GAMMAS = Map.ofEntries(
            entry(Activation.IDENTITY, 1.0),
            entry(Activation.CELU, 1.270926833152771),
            entry(Activation.ELU, 1.2716004848480225),
            entry(Activation.GELU, 1.7015043497085571),
            entry(Activation.LEAKY_RELU, 1.70590341091156),
            entry(Activation.RELU, 1.7139588594436646),
            entry(Activation.RELU6, 1.7131484746932983),
            entry(Activation.SELU, 1.0008515119552612),
            entry(Activation.SIGMOID, 4.803835391998291),
            entry(Activation.SILU, 1.7881293296813965),
            entry(Activation.TANH, 1.5939117670059204));

    public NfNetConfig {
        depths = List.copyOf(depths);
        channels = List.copyOf(channels);
        requireStages("depths", depths, channels);
        require(alpha > 0, "alpha must be positive, is " + alpha);
        require(stemChs >= 0, "stem-chs must be at least 0, is " + stemChs);
        require(groupSize >= 0, "group-size must be at least 0, is " + groupSize);
        require(attnGain > 0, "attn-gain must be positive, is " + attnGain);
        require(rdRatio > 0 && rdRatio <= 1, "rd-ratio must be in (0, 1], is " + rdRatio);
        require(widthFactor > 0, "width-factor must be positive, is " + widthFactor);
        require(bottleRatio > 0, "bottle-ratio must be positive, is " + bottleRatio);
        require(numFeatures >= 0, "num-features must be at least 0, is " + numFeatures);
        require(chDiv >= 1, "ch-div must be at least 1, is " + chDiv);
        require(
                GAMMAS.containsKey(actLayer),
                "act-layer must be one whose gamma is known, of " + new TreeSet<>(GAMMAS.keySet()) + ", is "
                        + actLayer);
    }

    /** By what the activation has to be multiplied to give values of variance 1, of such normal values. */
    double gamma() {
        return GAMMAS.get(actLayer);
    }

    int stemOutputs() {
        return scaled(stemChs == 0 ? channels.get(0) : stemChs);
    }

    int outputs(int stage) {
        return scaled(channels.get(stage));
    }

    /** The number of outputs of the last convolution; 0 if there is none. */
    int features() {
        return numFeatures == 0 ? 0 : scaled(numFeatures);
    }

    private int scaled(int width) {
        return rounded(width * widthFactor);
    }

    private int rounded(double width) {
        return Widths.rounded(width, chDiv, Widths.LIMIT);
    }

    /** The width inside of a block; cut to whole groups if their size allows for {@code ch-div}. */
    int middle(int inputs, int outputs, double ratio) {
        int middle = rounded((reg ? inputs : outputs) * ratio);
        boolean cuts = groupSize > 0 && groupSize % chDiv == 0 && middle >= groupSize;
        return cuts ? middle / groupSize * groupSize : middle;
    }

    /** The number of groups of so many channels. */
    int groups(int middle) {
        if (groupSize == 0) {
            return 1;
        }
        if (middle % groupSize != 0) {
            throw new IllegalArgumentException("group-size " + groupSize + " does not divide the " + middle
                    + " channels inside of a block; change it, bottle-ratio or channels");
        }
        return middle / groupSize;
    }

    /** The number of blocks of all stages. */
    int blocks() {
        return depths.stream().mapToInt(Integer::intValue).sum();
    }
}
