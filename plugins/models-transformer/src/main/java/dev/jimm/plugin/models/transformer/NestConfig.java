package dev.jimm.plugin.models.transformer;

import java.util.List;

/**
 * What distinguishes one nested transformer from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDims the channels of each level; each has a quarter of the blocks of the one before, the last has one
 * @param numHeads the number of attention heads of each level
 * @param depths the number of layers of each level
 * @param mlpRatio the hidden width of the perceptrons, in units of the level's channels
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record NestConfig(
        int imgSize,
        int patchSize,
        List<Integer> embedDims,
        List<Integer> numHeads,
        List<Integer> depths,
        double mlpRatio,
        boolean qkvBias,
        PadType padType,
        double projDropRate,
        double attnDropRate) {
    /** How the pooling between levels pads. */
    public enum PadType {
        /** The same on all sides, as PyTorch. */
        SYMMETRIC,
        /** More below and on the right, as TensorFlow and JAX. */
        SAME
    }

    public NestConfig {
        embedDims = List.copyOf(embedDims);
        numHeads = List.copyOf(numHeads);
        depths = List.copyOf(depths);
        int levels = embedDims.size();
        require(levels > 0, "embed-dims must name at least one level");
        require(numHeads.size() == levels && positive(numHeads), oneEach("num-heads", levels, numHeads));
        require(depths.size() == levels && positive(depths), oneEach("depths", levels, depths));
        for (int i = 0; i < levels; i++) {
            int dim = embedDims.get(i);
            require(
                    dim > 0 && dim % numHeads.get(i) == 0,
                    "embed-dims must be multiples of the num-heads " + numHeads + ", are " + embedDims);
            require((int) (dim * mlpRatio) > 0, "mlp-ratio must leave a hidden width, is " + mlpRatio);
        }
        require(patchSize > 0, "patch-size must be positive, is " + patchSize);
        int unit = patchSize << (levels - 1);
        require(
                imgSize > 0 && imgSize % unit == 0,
                "img-size must be a multiple of " + unit + ", so that patches fill the blocks of " + levels
                        + " levels, is " + imgSize);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** For images of 224 pixels and patches of 4, in three levels, as in the paper; nothing dropped. */
    static NestConfig of(List<Integer> embedDims, List<Integer> numHeads, List<Integer> depths, PadType padType) {
        return new NestConfig(224, 4, embedDims, numHeads, depths, 4, true, padType, 0, 0);
    }

    int levels() {
        return embedDims.size();
    }

    /** The number of blocks along one side of the map of a level. */
    int blocks(int level) {
        return 1 << (levels() - 1 - level);
    }

    /** The number of tokens along one side of a block, in all levels. */
    int blockSize() {
        return imgSize / patchSize / blocks(0);
    }

    private static boolean positive(List<Integer> values) {
        return values.stream().allMatch(value -> value > 0);
    }

    private static String oneEach(String key, int levels, List<Integer> values) {
        return key + " must be " + levels + " positive numbers, one a level as embed-dims, is " + values;
    }

    private static void requireRate(String key, double rate) {
        require(rate >= 0 && rate < 1, key + " must be in [0, 1), is " + rate);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
