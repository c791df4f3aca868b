package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

/**
 * What distinguishes one {@linkplain Beit BEiT} from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a token
 * @param depth the number of blocks
 * @param qkvBias whether queries and values have biases
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param initValues where the scale of each residual branch starts, or {@code null} for branches without a scale
 * @param useAbsPosEmb whether each position has an embedding
 * @param useRelPosBias whether each block has a bias of attention scores by relative position
 * @param useSharedRelPosBias whether there is such a bias that all blocks share
 * @param headInitScale by how much the classifier starts smaller than other linear layers
 * @param posDropRate dropout of the embedded tokens
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record BeitConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        boolean qkvBias,
        double mlpRatio,
        Double initValues,
        boolean useAbsPosEmb,
        boolean useRelPosBias,
        boolean useSharedRelPosBias,
        double headInitScale,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public BeitConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("depth", depth);
        requireHeads("embed-dim", embedDim, numHeads);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        require(initValues == null || initValues > 0, "init-values must be positive, is " + initValues);
        requirePositive("head-init-scale", headInitScale);
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Patches of 16 pixels, heads of 64 channels, a bias by relative position in each block, nothing dropped. */
    static BeitConfig of(int imgSize, int embedDim, int depth, double initValues) {
        int heads = embedDim / 64;
        return new BeitConfig(
                imgSize, 16, embedDim, depth, heads, true, 4, initValues, false, true, false, 0.001, 0, 0, 0);
    }
}
