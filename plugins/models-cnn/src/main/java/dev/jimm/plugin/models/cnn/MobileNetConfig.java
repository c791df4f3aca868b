package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.Arrays;
import java.util.List;

/**
 * What distinguishes one member of the families of {@link EfficientNet}, {@link MobileNetV3} and {@link HardCoReNas} from
 * another.
 *
 * <p>A stage is written as its blocks, separated by spaces, such as {@code "ir_r1_k3_s2_e8_c96 ir_r3_k3_s1_e4_c96"}. A
 * block is a kind, followed by arguments in any order.
 *
 * <table>
 *   <caption>Kinds of block</caption>
 *   <tr><td>cn</td><td>a convolution</td></tr>
 *   <tr><td>ds</td><td>a depthwise and a pointwise convolution (MobileNet)</td></tr>
 *   <tr><td>dsa</td><td>as ds, with an activation after the pointwise convolution, and without shortcut</td></tr>
 *   <tr><td>ir</td><td>the inverted residual: pointwise, depthwise, pointwise (MobileNetV2)</td></tr>
 *   <tr><td>er</td><td>the edge or fused residual: a full convolution in place of the first two of an ir</td></tr>
 *   <tr><td>uir</td><td>the universal inverted residual: depthwise wherever wanted (MobileNetV4)</td></tr>
 *   <tr><td>mqa</td><td>multi-query attention (MobileNetV4)</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Arguments; r, k, s and c are required</caption>
 *   <tr><td>r</td><td>how often the block is repeated; only the first of a stage has a stride</td></tr>
 *   <tr><td>k</td><td>the kernel; {@code k3.5.7} mixes three sizes (ds, ir); 0 for none in the middle of uir</td></tr>
 *   <tr><td>s</td><td>the stride, 1 or 2</td></tr>
 *   <tr><td>e</td><td>by how much the block widens its inputs, 1 unless given</td></tr>
 *   <tr><td>c</td><td>the number of outputs, before multiplication</td></tr>
 *   <tr><td>se</td><td>the ratio of channel attention, none unless given</td></tr>
 *   <tr><td>n</td><td>the activation: re, r6, hs, sw or mi; act-layer unless given</td></tr>
 *   <tr><td>a, p</td><td>the kernels of the first and the last pointwise convolution; in uir those of depthwise
 *       convolutions at the start and at the end</td></tr>
 *   <tr><td>gs</td><td>the number of channels of a group of the grouped convolution</td></tr>
 *   <tr><td>fc</td><td>what er widens in place of its inputs, before multiplication</td></tr>
 *   <tr><td>cc</td><td>the number of experts of the convolutions of ir (CondConv)</td></tr>
 *   <tr><td>d</td><td>1 to begin with a 2x2 convolution that takes space to depth, until the next stride (ds, ir); in
 *       mqa the width of a head</td></tr>
 *   <tr><td>h, v</td><td>the number of heads of mqa, and the stride of its keys and values</td></tr>
 *   <tr><td>skip, noskip</td><td>whether there is a shortcut where the shapes allow one: no for cn, else yes</td></tr>
 * </table>
 *
 * @param stages the blocks of each stage
 * @param channelMultiplier what all widths are multiplied by
 * @param channelDivisor what the multiplied widths are rounded to multiples of
 * @param roundLimit the least part of a width that rounding may leave
 * @param depthMultiplier what the number of blocks of a stage is multiplied by: one for all stages or one a stage
 * @param depthTrunc how the multiplied number of blocks is rounded
 * @param fixFirstLast whether the first and the last stage keep their number of blocks
 * @param groupSize the number of channels of a group of the grouped convolutions, 0 for each block's own
 * @param expertsMultiplier what the numbers of experts are multiplied by
 * @param stemSize the width of the stem
 * @param stemKernelSize the kernel of the stem
 * @param fixStem whether the stem keeps its width when the others are multiplied
 * @param numFeatures the number of channels that the head's 1x1 convolution makes; 0 where there is none
 * @param headLayer where that convolution stands
 * @param padType how convolutions are padded
 * @param actLayer the activation of blocks that name none
 * @param normGroupSize the number of channels that a group or evo norm takes together
 * @param bnEps the epsilon of batch normalisation
 * @param aaLayer what down-samples in place of a stride
 * @param seLayer the channel attention of blocks that have a squeeze ratio
 * @param seGate what makes the result of squeeze-and-excite a gate
 * @param seRelu whether squeeze-and-excite has ReLU inside, whatever the block's activation
 * @param seFromExp whether the squeeze ratio is of the widened channels, not of the block's inputs
 * @param seDivisor what the squeezed widths are rounded to multiples of
 * @param layerScaleInitValue where the layer scale of uir and mqa blocks starts, 0 for none
 * @param prunedWidths empty, or of each block in turn: its widened, its squeezed and its output channels
 */
public record MobileNetConfig(
        List<String> stages,
        double channelMultiplier,
        int channelDivisor,
        double roundLimit,
        List<Double> depthMultiplier,
        DepthTrunc depthTrunc,
        boolean fixFirstLast,
        int groupSize,
        int expertsMultiplier,
        int stemSize,
        int stemKernelSize,
        boolean fixStem,
        int numFeatures,
        HeadLayer headLayer,
        PadType padType,
        Activation actLayer,
        NormLayer normLayer,
        int normGroupSize,
        double bnEps,
        AaLayer aaLayer,
        SeLayer seLayer,
        Activation seGate,
        boolean seRelu,
        boolean seFromExp,
        int seDivisor,
        double layerScaleInitValue,
        List<Integer> prunedWidths) {
    /** How a number of blocks is made whole. */
    public enum DepthTrunc {
        CEIL,
        ROUND
    }

    /** The head's 1x1 convolution. */
    public enum HeadLayer {
        /** Before the pooling, with norm and activation; none if there are no features (EfficientNet). */
        CONV,
        /** After the pooling, with bias and activation (MobileNetV3). */
        POOLED_BIAS,
        /** After the pooling, with activation. */
        POOLED,
        /** After the pooling, with norm and activation (MobileNetV4). */
        POOLED_NORM
    }

    /** What stands around a map that is convolved. */
    public enum PadType {
        /** The same number of zeros on all sides. */
        SYMMETRIC,
        /** TensorFlow's SAME: more zeros below and on the right. */
        SAME
    }

    /** The normalisation after each convolution. */
    public enum NormLayer {
        BATCH,
        GROUP,
        /** Over the channels of each place. */
        LAYER,
        /** EvoNorm-S0, which is the activation as well. */
        EVO
    }

    /** What down-samples in place of a stride, so that the output does not change with small shifts of the image. */
    public enum AaLayer {
        NONE,
        AVG,
        /** A blur over a map with zeros around it. */
        BLUR
    }

    /** Channel attention. */
    public enum SeLayer {
        /** Squeeze and excite. */
        SE,
        /** Global context. */
        GC
    }

    public MobileNetConfig {
        stages = List.copyOf(stages);
        depthMultiplier = List.copyOf(depthMultiplier);
        prunedWidths = List.copyOf(prunedWidths);
        require(!stages.isEmpty(), "stages must name at least one stage");
        for (String stage : stages) {
            checkStage(stage);
        }
        require(channelMultiplier > 0, "channel-multiplier must be above 0, is " + channelMultiplier);
        require(channelDivisor >= 1, "channel-divisor must be at least 1, is " + channelDivisor);
        require(roundLimit >= 0 && roundLimit <= 1, "round-limit must be in [0, 1], is " + roundLimit);
        require(
                depthMultiplier.size() == 1 || depthMultiplier.size() == stages.size(),
                "depth-multiplier must be one for all stages or one for each of the " + stages.size() + ", is "
                        + depthMultiplier);
        require(
                depthMultiplier.stream().allMatch(multiplier -> multiplier > 0),
                "depth-multiplier must be above 0, is " + depthMultiplier);
        require(groupSize >= 0, "group-size must be at least 0, is " + groupSize);
        require(expertsMultiplier >= 1, "experts-multiplier must be at least 1, is " + expertsMultiplier);
        require(stemSize >= 1, "stem-size must be at least 1, is " + stemSize);
        require(stemKernelSize % 2 == 1, "stem-kernel-size must be odd, is " + stemKernelSize);
        require(numFeatures >= 0, "num-features must be at least 0, is " + numFeatures);
        require(
                numFeatures > 0 || headLayer == HeadLayer.CONV,
                "num-features must be at least 1 where the head's convolution follows the pooling");
        require(normGroupSize >= 1, "norm-group-size must be at least 1, is " + normGroupSize);
        require(bnEps > 0, "bn-eps must be above 0, is " + bnEps);
        require(seDivisor >= 1, "se-divisor must be at least 1, is " + seDivisor);
        require(layerScaleInitValue >= 0, "layer-scale-init-value must be at least 0, is " + layerScaleInitValue);
        require(
                prunedWidths.size() % 3 == 0 && prunedWidths.stream().allMatch(width -> width >= 1),
                "pruned-widths must be three widths a block, at least 1 each, are " + prunedWidths);
    }

    private static void checkStage(String stage) {
        try {
            blocks(stage);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stages: " + e.getMessage(), e);
        }
    }

    private static List<MobileBlock> blocks(String stage) {
        return Arrays.stream(stage.trim().split("\\s+")).map(MobileBlock::parse).toList();
    }

    /** The blocks of a stage, before repetition. */
    List<MobileBlock> blocks(int stage) {
        return blocks(stages.get(stage));
    }

    /** A width, multiplied and rounded. */
    int scaled(double channels) {
        return Widths.rounded(channels * channelMultiplier, channelDivisor, roundLimit);
    }

    /** By how much the number of blocks of a stage grows. */
    double depthMultiplier(int stage) {
        boolean fixed = fixFirstLast && (stage == 0 || stage == stages.size() - 1);
        return fixed ? 1 : depthMultiplier.get(depthMultiplier.size() == 1 ? 0 : stage);
    }

    boolean pruned() {
        return !prunedWidths.isEmpty();
    }
}
