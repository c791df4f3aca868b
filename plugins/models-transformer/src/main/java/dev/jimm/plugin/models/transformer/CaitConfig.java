package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

/**
 * What distinguishes one class-attention transformer from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a token
 * @param depth the number of blocks that see the patches only
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param initValues where the scale of each residual branch starts
 * @param depthTokenOnly the number of blocks in which the class token looks at the patches
 * @param mlpRatioTokenOnly the hidden width of their perceptrons, in units of embedDim
 * @param posDropRate dropout of the embedded patches
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values; blocks of patches only
 * @param attnDropRate dropout of the attention weights; blocks of patches only
 */
public record CaitConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        double initValues,
        int depthTokenOnly,
        double mlpRatioTokenOnly,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public CaitConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("depth", depth);
        requireHeads("embed-dim", embedDim, numHeads);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        requirePositive("init-values", initValues);
        require(
                depthTokenOnly > 0 && depthTokenOnly <= depth,
                "depth-token-only must be from 1 to the depth of " + depth + ", is " + depthTokenOnly);
        requireWidth("mlp-ratio-token-only", mlpRatioTokenOnly, (int) (embedDim * mlpRatioTokenOnly));
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Patches of 16 pixels, heads of 48 channels, two blocks for the class token, nothing dropped. */
    static CaitConfig of(int imgSize, int embedDim, int depth, double initValues) {
        return new CaitConfig(imgSize, 16, embedDim, depth, embedDim / 48, 4, true, initValues, 2, 4, 0, 0, 0);
    }
}
