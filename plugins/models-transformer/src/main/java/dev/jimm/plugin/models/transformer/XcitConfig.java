package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

/**
 * What distinguishes one cross-covariance transformer from another; names as timm's arguments.
 *
 * @param patchSize height and width of a patch, in pixels: 8 or 16
 * @param embedDim the channels of a token
 * @param depth the number of blocks that see the patches only
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param qkvBias whether queries, keys and values have a bias
 * @param clsAttnLayers the number of blocks in which the class token looks at the patches
 * @param usePosEmbed whether the patches are told where they lie
 * @param eta where the scale of each residual branch starts
 * @param tokensNorm whether the blocks of the class token normalise all tokens, or the class token only
 * @param posDropRate dropout of the embedded patches
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values; blocks of patches only
 * @param attnDropRate dropout of the attention weights
 */
public record XcitConfig(
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        int clsAttnLayers,
        boolean usePosEmbed,
        double eta,
        boolean tokensNorm,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public XcitConfig {
        require(patchSize == 8 || patchSize == 16, "patch-size must be 8 or 16, is " + patchSize);
        requireHeads("embed-dim", embedDim, numHeads);
        require(
                embedDim * 2 >= patchSize,
                "embed-dim must be at least " + patchSize / 2 + " for patches of " + patchSize + ", is " + embedDim);
        requirePositive("depth", depth);
        requirePositive("cls-attn-layers", clsAttnLayers);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        require(eta > 0, "eta must be positive, is " + eta);
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Patches of 16 pixels, two blocks for the class token that normalise all tokens; nothing dropped. */
    static XcitConfig of(int embedDim, int depth, int numHeads, double eta) {
        return new XcitConfig(16, embedDim, depth, numHeads, 4, true, 2, true, eta, true, 0, 0, 0);
    }

    XcitConfig patchSize(int value) {
        return with(value, tokensNorm);
    }

    XcitConfig tokensNorm(boolean value) {
        return with(patchSize, value);
    }

    private XcitConfig with(int newPatchSize, boolean newTokensNorm) {
        return new XcitConfig(
                newPatchSize,
                embedDim,
                depth,
                numHeads,
                mlpRatio,
                qkvBias,
                clsAttnLayers,
                usePosEmbed,
                eta,
                newTokensNorm,
                posDropRate,
                projDropRate,
                attnDropRate);
    }

    int mlpWidth() {
        return (int) (embedDim * mlpRatio);
    }
}
