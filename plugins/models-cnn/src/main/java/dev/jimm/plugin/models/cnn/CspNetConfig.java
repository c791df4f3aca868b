package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one member of the family of {@link CspNet} from another.
 *
 * <p>Where a list has fewer values than there are stages, its last value stands for all further stages.
 *
 * @param stemChannels the width of each convolution of the stem
 * @param stemKernelSize the kernel of these convolutions
 * @param stemStride by how much the stem reduces: 1, 2 or 4
 * @param stemPadding of the stem's first convolution on each side; -1 for as much as keeps the size of a map
 * @param stemPool whether the last halving of a stem with stride 4 is a max pooling
 * @param depth the number of blocks of each stage
 * @param outChannels the width of each stage's output
 * @param stride the stride of each stage, 1 or 2
 * @param groups the number of groups of the 3x3 convolutions
 * @param blockRatio the width of a stage's blocks, as a part of the stage's
 * @param bottleRatio the width inside of a block, as a part of the block's
 * @param expandRatio the width of the two paths of a cross stage together, as a part of the stage's
 * @param crossLinear whether the convolution that widens for the two paths has no activation
 * @param downGrowth whether a cross stage's strided convolution has the stage's width already
 * @param avgDown whether a stage begins with an average and a 1x1 convolution in place of a strided one
 * @param attnLayer channel attention inside of each block
 * @param rdRatio the part of the channels to which squeeze-and-excite reduces
 * @param zeroInitLast whether each branch starts as zero, by the scale of its last norm
 */
public record CspNetConfig(
        List<Integer> stemChannels,
        int stemKernelSize,
        int stemStride,
        int stemPadding,
        boolean stemPool,
        List<Integer> depth,
        List<Integer> outChannels,
        List<Integer> stride,
        List<Integer> groups,
        List<Double> blockRatio,
        List<Double> bottleRatio,
        List<Double> expandRatio,
        boolean crossLinear,
        boolean downGrowth,
        boolean avgDown,
        StageType stageType,
        BlockType blockType,
        AttnLayer attnLayer,
        double rdRatio,
        Activation actLayer,
        boolean zeroInitLast) {
    /** How the blocks of a stage stand together. */
    public enum StageType {
        /** One after the other. */
        DARK,
        /** On one of two paths, with a 1x1 convolution at the end of the path and one after the paths have joined. */
        CSP,
        /** On one of two paths, with one 1x1 convolution after the paths have joined. */
        CS3
    }

    /** The kind of residual block. */
    public enum BlockType {
        /** 1x1, 3x3, 1x1, and the activation after the sum: that of ResNet. */
        BOTTLE,
        /** 1x1, 3x3: that of DarkNet. */
        DARK,
        /** 3x3, 1x1: a fused inverted residual. */
        EDGE
    }

    /** Channel attention. */
    public enum AttnLayer {
        NONE,
        SE
    }

    public CspNetConfig {
        stemChannels = List.copyOf(stemChannels);
        depth = List.copyOf(depth);
        outChannels = List.copyOf(outChannels);
        stride = List.copyOf(stride);
        groups = List.copyOf(groups);
        blockRatio = List.copyOf(blockRatio);
        bottleRatio = List.copyOf(bottleRatio);
        expandRatio = List.copyOf(expandRatio);
        requirePositive("stem-channels", stemChannels);
        require(stemKernelSize >= 1, "stem-kernel-size must be at least 1, is " + stemKernelSize);
        require(List.of(1, 2, 4).contains(stemStride), "stem-stride must be 1, 2 or 4, is " + stemStride);
        require(stemPadding >= -1, "stem-padding must be at least 0, or -1 for the usual, is " + stemPadding);
        require(!stemPool || stemStride == 4, "stem-pool needs a stem-stride of 4, which is " + stemStride);
        requirePositive("depth", depth);
        requirePositive("out-channels", outChannels);
        require(
                outChannels.size() == depth.size(),
                "out-channels must be " + depth.size() + " widths, one a stage, are " + outChannels);
        requirePositive("stride", stride);
        require(stride.stream().allMatch(value -> value <= 2), "stride must be 1 or 2 each, is " + stride);
        requirePositive("groups", groups);
        requirePositive("block-ratio", blockRatio);
        requirePositive("bottle-ratio", bottleRatio);
        requirePositive("expand-ratio", expandRatio);
        require(rdRatio > 0 && rdRatio <= 1, "rd-ratio must be in (0, 1], is " + rdRatio);
    }

    private static void requirePositive(String key, List<? extends Number> values) {
        boolean positive = values.stream().allMatch(value -> value.doubleValue() > 0);
        require(!values.isEmpty() && positive, key + " must be numbers above 0, at least one, is " + values);
    }

    /** The value of a stage, counted from 0, from a list whose last value stands for all further stages. */
    static <T> T of(List<T> values, int stage) {
        return values.get(Math.min(stage, values.size() - 1));
    }

    int blocks() {
        return depth.stream().mapToInt(Integer::intValue).sum();
    }
}
