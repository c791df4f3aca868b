package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Refusal.require;

import dev.jimm.api.nn.BottleneckAttention;
import dev.jimm.api.nn.HaloAttention;
import dev.jimm.api.nn.LambdaLayer;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Scope;

/**
 * The self-attention of a block.
 *
 * @param headDim the width of a query and a key of one head; {@code null} for what qk-ratio says
 * @param qkRatio the width of all queries, relative to the block's middle
 * @param blockSize the blocks of halo attention
 * @param haloSize what its blocks see around them
 * @param radius the neighbourhood of a lambda layer; {@code null} for the whole map, which then has one size
 */
public record ByobSelfAttention(
        Kind kind, int numHeads, Integer headDim, double qkRatio, int blockSize, int haloSize, Integer radius) {
    /** How places see each other. */
    public enum Kind {
        /** All see all (BoTNet). */
        BOTTLENECK,
        /** Those of a block see it and its halo (HaloNet). */
        HALO,
        /** By linear functions made of all (LambdaNetworks). */
        LAMBDA
    }

    public ByobSelfAttention {
        require(numHeads >= 1, "num-heads must be at least 1, is " + numHeads);
        require(headDim == null || headDim >= 1, "head-dim must be at least 1, is " + headDim);
        require(qkRatio > 0, "qk-ratio must be above 0, is " + qkRatio);
        require(blockSize >= 1, "block-size must be at least 1, is " + blockSize);
        require(haloSize >= 0, "halo-size must be at least 0, is " + haloSize);
        require(radius == null || radius >= 1 && radius % 2 == 1, "radius must be odd, is " + radius);
    }

    /** What keys mean that a configuration does not give. */
    public static ByobSelfAttention defaults() {
        return bottleneck();
    }

    static ByobSelfAttention bottleneck() {
        return new ByobSelfAttention(Kind.BOTTLENECK, 4, null, 1, 8, 3, null);
    }

    static ByobSelfAttention halo(int blockSize, int haloSize) {
        return new ByobSelfAttention(Kind.HALO, 8, null, 1, blockSize, haloSize, null);
    }

    static ByobSelfAttention lambda(Integer radius) {
        return new ByobSelfAttention(Kind.LAMBDA, 4, 16, 1, 8, 3, radius);
    }

    ByobSelfAttention heads(int value) {
        return new ByobSelfAttention(kind, value, headDim, qkRatio, blockSize, haloSize, radius);
    }

    ByobSelfAttention headDim(int value) {
        return new ByobSelfAttention(kind, numHeads, value, qkRatio, blockSize, haloSize, radius);
    }

    ByobSelfAttention qkRatio(double value) {
        return new ByobSelfAttention(kind, numHeads, headDim, value, blockSize, haloSize, radius);
    }

    /** Whether its tensors depend on the size of the map. */
    boolean needsMapSize() {
        return kind == Kind.BOTTLENECK || kind == Kind.LAMBDA && radius == null;
    }

    /** @param size the height and width of the map; used if it {@link #needsMapSize} */
    Layer at(Scope scope, int channels, int stride, int size) {
        int width = headDim == null ? Widths.rounded(channels * qkRatio) / numHeads : headDim;
        return switch (kind) {
            case BOTTLENECK -> new BottleneckAttention(channels, size, stride, numHeads, width).at(scope);
            case HALO -> new HaloAttention(channels, stride, numHeads, width, blockSize, haloSize).at(scope);
            case LAMBDA -> new LambdaLayer(channels, stride, numHeads, width, radius, size).at(scope);
        };
    }
}
