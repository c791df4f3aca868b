package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.plugin.models.cnn.ByobConfig.AttnLayer;

/**
 * One kind of block of a {@link ByobNet}, once or several times in a row.
 *
 * @param depth how often it is repeated
 * @param channels the number of its outputs, before multiplication
 * @param stride of the first block of a stage; of all others it is 1
 * @param groupSize the number of channels of a group of its grouped convolution: 1 for a depthwise one, 0 for no groups
 * @param bottleRatio the width of its middle, relative to its outputs
 * @param kernelSize of the convolutions of one blocks; all others have 3x3 and 1x1 ones
 * @param convBranches the number of convolutions side by side of one blocks
 * @param attnLayer its channel attention; {@code null} for that of the network
 * @param selfAttn the self-attention of self-attn blocks, which no other has
 */
public record ByobBlock(
        Kind kind,
        int depth,
        int channels,
        int stride,
        int groupSize,
        double bottleRatio,
        int kernelSize,
        int convBranches,
        AttnLayer attnLayer,
        ByobSelfAttention selfAttn) {
    /** What a block is made of. */
    public enum Kind {
        /** 3x3 and grouped 3x3 convolution (ResNet). */
        BASIC,
        /** 1x1, grouped 3x3 and 1x1 convolution (ResNet). */
        BOTTLE,
        /** 1x1 and grouped 3x3 convolution (DarkNet). */
        DARK,
        /** Grouped 3x3 and 1x1 convolution (EfficientNet-EdgeTPU). */
        EDGE,
        /** A 3x3 and a 1x1 convolution and the input side by side (RepVGG). */
        REP,
        /** Several convolutions, a 1x1 one and the input side by side (MobileOne). */
        ONE,
        /** 1x1 convolution, self-attention, 1x1 convolution (BoTNet and others). */
        SELF_ATTN;

        /** Whether it is a sum of branches that amounts to one convolution. */
        boolean isBranched() {
            return this == REP || this == ONE;
        }
    }

    public ByobBlock {
        require(depth >= 1, "depth must be at least 1, is " + depth);
        require(channels >= 1, "channels must be at least 1, is " + channels);
        require(stride == 1 || stride == 2, "stride must be 1 or 2, is " + stride);
        require(groupSize >= 0, "group-size must be at least 0, is " + groupSize);
        require(bottleRatio > 0, "bottle-ratio must be above 0, is " + bottleRatio);
        require(kernelSize >= 1 && kernelSize % 2 == 1, "kernel-size must be odd, is " + kernelSize);
        require(kernelSize == 3 || kind == Kind.ONE, "kernel-size must be 3 but in one blocks, is " + kernelSize);
        require(convBranches >= 1, "conv-branches must be at least 1, is " + convBranches);
        require(convBranches == 1 || kind == Kind.ONE, "conv-branches must be 1 but in one blocks, is " + convBranches);
        require((selfAttn != null) == (kind == Kind.SELF_ATTN), "self-attn must be given for self-attn blocks only");
    }

    /** What keys mean that a configuration does not give. */
    public static ByobBlock defaults() {
        return of(Kind.BOTTLE, 1, 64, 2);
    }

    static ByobBlock of(Kind kind, int depth, int channels, int stride) {
        return new ByobBlock(kind, depth, channels, stride, 0, 1, 3, 1, null, null);
    }

    static ByobBlock selfAttention(ByobSelfAttention layer, int depth, int channels, double bottleRatio) {
        return new ByobBlock(Kind.SELF_ATTN, depth, channels, 2, 0, bottleRatio, 3, 1, null, layer);
    }

    ByobBlock depth(int value) {
        return new ByobBlock(
                kind, value, channels, stride, groupSize, bottleRatio, kernelSize, convBranches, attnLayer, selfAttn);
    }

    ByobBlock stride(int value) {
        return new ByobBlock(
                kind, depth, channels, value, groupSize, bottleRatio, kernelSize, convBranches, attnLayer, selfAttn);
    }

    ByobBlock groupSize(int value) {
        return new ByobBlock(
                kind, depth, channels, stride, value, bottleRatio, kernelSize, convBranches, attnLayer, selfAttn);
    }

    ByobBlock bottleRatio(double value) {
        return new ByobBlock(
                kind, depth, channels, stride, groupSize, value, kernelSize, convBranches, attnLayer, selfAttn);
    }

    ByobBlock branches(int kernel, int count) {
        return new ByobBlock(kind, depth, channels, stride, groupSize, bottleRatio, kernel, count, attnLayer, selfAttn);
    }

    ByobBlock attention(AttnLayer value) {
        return new ByobBlock(
                kind, depth, channels, stride, groupSize, bottleRatio, kernelSize, convBranches, value, selfAttn);
    }

    /** The number of groups of a convolution with so many channels. */
    int groups(int width) {
        if (groupSize > 0 && width % groupSize != 0) {
            throw new IllegalArgumentException("blocks: a group-size of " + groupSize + " does not divide the " + width
                    + " channels of a grouped convolution");
        }
        return groupSize == 0 ? 1 : width / groupSize;
    }
}
