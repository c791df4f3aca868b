package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

import java.util.List;

/**
 * What distinguishes one pooling-based transformer from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param stride from one patch to the next, in pixels; patches overlap where it is smaller than they are
 * @param baseDims the channels of an attention head, a stage
 * @param depth the number of blocks, a stage
 * @param heads the number of attention heads, a stage
 * @param mlpRatio the hidden width of the perceptrons, in units of the stage's channels
 * @param distilled whether a distillation token with a classifier of its own follows the class token
 * @param posDropRate dropout of the embedded patches
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record PitConfig(
        int imgSize,
        int patchSize,
        int stride,
        List<Integer> baseDims,
        List<Integer> depth,
        List<Integer> heads,
        double mlpRatio,
        boolean distilled,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public PitConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("stride", stride);
        depth = List.copyOf(depth);
        baseDims = List.copyOf(baseDims);
        heads = List.copyOf(heads);
        requireStages("depth", depth);
        requireStages("base-dims", baseDims, depth.size());
        requireStages("heads", heads, depth.size());
        for (int i = 1; i < depth.size(); i++) {
            int before = baseDims.get(i - 1) * heads.get(i - 1);
            int channels = baseDims.get(i) * heads.get(i);
            require(
                    channels % before == 0,
                    "base-dims times heads must be a multiple of the " + before + " of the stage before, is "
                            + channels);
        }
        requireWidth("mlp-ratio", mlpRatio, (int) (baseDims.get(0) * heads.get(0) * mlpRatio));
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** For images of 224 pixels, four times wider perceptrons; nothing dropped. */
    static PitConfig of(int patchSize, int stride, int headDim, List<Integer> depth, List<Integer> heads) {
        List<Integer> baseDims = List.of(headDim, headDim, headDim);
        return new PitConfig(224, patchSize, stride, baseDims, depth, heads, 4, false, 0, 0, 0);
    }

    PitConfig asDistilled() {
        return new PitConfig(
                imgSize,
                patchSize,
                stride,
                baseDims,
                depth,
                heads,
                mlpRatio,
                true,
                posDropRate,
                projDropRate,
                attnDropRate);
    }

    int stages() {
        return depth.size();
    }

    /** The channels of a stage. */
    int channels(int stage) {
        return baseDims.get(stage) * heads.get(stage);
    }

    /** The number of patches along one side of the image. */
    int gridSize() {
        return (imgSize - patchSize) / stride + 1;
    }
}
