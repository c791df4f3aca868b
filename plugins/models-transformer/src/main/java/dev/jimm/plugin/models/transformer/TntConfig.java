package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

/**
 * What distinguishes one transformer in transformer from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a patch
 * @param innerDim the channels of one of the places inside of a patch
 * @param depth the number of blocks
 * @param numHeadsInner the number of heads of the attention inside of a patch
 * @param numHeadsOuter the number of heads of the attention between patches
 * @param mlpRatio the hidden width of the patches' perceptrons, in units of embedDim
 * @param qkvBias whether queries, keys and values have a bias
 * @param posDropRate dropout of the embedded patches
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 * @param firstStride from one place inside of a patch to the next, in pixels
 * @param legacy whether the places inside of patches are embedded before the image is cut into patches, and a patch is
 *     told of them as the first code did
 */
public record TntConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int innerDim,
        int depth,
        int numHeadsInner,
        int numHeadsOuter,
        double mlpRatio,
        boolean qkvBias,
        double posDropRate,
        double projDropRate,
        double attnDropRate,
        int firstStride,
        boolean legacy) {
    public TntConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("depth", depth);
        requireHeads("inner-dim", innerDim, "num-heads-inner", numHeadsInner);
        requireHeads("embed-dim", embedDim, "num-heads-outer", numHeadsOuter);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
        requirePositive("first-stride", firstStride);
        require(
                patchSize % firstStride == 0,
                "first-stride must divide the patch-size of " + patchSize + ", is " + firstStride);
    }

    /** For images of 224 pixels: patches of 16, places of 4 with four heads, twelve blocks; nothing dropped. */
    static TntConfig of(int embedDim, int innerDim, int numHeadsOuter) {
        return new TntConfig(224, 16, embedDim, innerDim, 12, 4, numHeadsOuter, 4, false, 0, 0, 0, 4, false);
    }

    TntConfig asLegacy() {
        return new TntConfig(
                imgSize,
                patchSize,
                embedDim,
                innerDim,
                depth,
                numHeadsInner,
                numHeadsOuter,
                mlpRatio,
                qkvBias,
                posDropRate,
                projDropRate,
                attnDropRate,
                firstStride,
                true);
    }

    /** The number of patches along one side of the image. */
    int gridSize() {
        return imgSize / patchSize;
    }

    int patches() {
        return gridSize() * gridSize();
    }

    /** The number of places along one side of a patch. */
    int innerSize() {
        return patchSize / firstStride;
    }

    /** The channels of all places of a patch. */
    int joinedDim() {
        return innerSize() * innerSize() * innerDim;
    }
}
