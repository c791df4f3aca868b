package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

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
        requireStages("embed-dims", embedDims);
        requireStages("num-heads", numHeads, levels);
        requireStages("depths", depths, levels);
        requireHeads("embed-dims", embedDims, numHeads);
        for (int dim : embedDims) {
            requireWidth("mlp-ratio", mlpRatio, (int) (dim * mlpRatio));
        }
        requirePositive("patch-size", patchSize);
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
}
