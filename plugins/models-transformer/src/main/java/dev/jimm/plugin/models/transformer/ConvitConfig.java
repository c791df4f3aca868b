package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

/**
 * What distinguishes one ConViT from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a token, for each head
 * @param depth the number of blocks
 * @param mlpRatio the hidden width of the perceptrons, in units of the token's channels
 * @param localUpToLayer the number of blocks with positional attention; the class token enters after them
 * @param localityStrength how sharply their heads look at single places in the beginning
 * @param usePosEmbed whether the patches have a position embedding, too
 * @param posDropRate dropout of the embedded patches
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record ConvitConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        int localUpToLayer,
        double localityStrength,
        boolean usePosEmbed,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public ConvitConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("depth", depth);
        requirePositive("num-heads", numHeads);
        requirePositive("embed-dim", embedDim);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * numHeads * mlpRatio));
        require(
                localUpToLayer >= 0 && localUpToLayer < depth,
                "local-up-to-layer must be from 0 to less than the depth of " + depth + ", is " + localUpToLayer);
        requirePositive("locality-strength", localityStrength);
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** As in the paper: 196 patches, heads of 48 channels, ten of twelve blocks positional; nothing dropped. */
    static ConvitConfig of(int numHeads) {
        return new ConvitConfig(224, 16, 48, 12, numHeads, 4, false, 10, 1, true, 0, 0, 0);
    }

    /** The channels of a token. */
    int dim() {
        return embedDim * numHeads;
    }
}
