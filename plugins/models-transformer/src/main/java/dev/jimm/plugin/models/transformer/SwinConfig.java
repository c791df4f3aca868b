package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.positive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

import java.util.List;

/**
 * What distinguishes one {@linkplain SwinTransformer Swin} transformer from another, of both versions; names as timm's
 * arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of the first stage; each stage has twice those of the one before
 * @param depths the number of blocks of each stage
 * @param numHeads the number of attention heads of each stage
 * @param windowSize height and width of a window, in places of the map: one for all stages or one a stage
 * @param pretrainedWindowSizes the window sizes that the position bias was trained with, one a stage or none: those of
 *     window-size; of {@linkplain SwinTransformerV2 version 2} only
 * @param alwaysPartition whether windows keep their size and shift where the map is not larger than a window
 * @param strictImgSize whether other image sizes are refused; else maps are padded to whole windows
 * @param mlpRatio the hidden width of the perceptrons, in units of the stage's channels
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record SwinConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        List<Integer> depths,
        List<Integer> numHeads,
        List<Integer> windowSize,
        List<Integer> pretrainedWindowSizes,
        boolean alwaysPartition,
        boolean strictImgSize,
        double mlpRatio,
        boolean qkvBias,
        double projDropRate,
        double attnDropRate) {
    public SwinConfig {
        depths = List.copyOf(depths);
        numHeads = List.copyOf(numHeads);
        windowSize = List.copyOf(windowSize);
        pretrainedWindowSizes = List.copyOf(pretrainedWindowSizes);
        int stages = depths.size();
        requirePositive("patch-size", patchSize);
        requireStages("depths", depths);
        int smallest = patchSize << stages - 1;
        require(
                imgSize >= smallest,
                "img-size must be at least " + smallest + ", a place of the last map, is " + imgSize);
        requireStages("num-heads", numHeads, stages);
        for (int i = 0; i < stages; i++) {
            require(
                    embedDim > 0 && (embedDim << i) % numHeads.get(i) == 0,
                    "embed-dim must give each stage a multiple of its num-heads " + numHeads + ", is " + embedDim);
        }
        require(
                (windowSize.size() == 1 || windowSize.size() == stages) && positive(windowSize),
                "window-size must be one size for all stages or one for each of the " + stages + ", is " + windowSize);
        require(
                pretrainedWindowSizes.isEmpty()
                        || pretrainedWindowSizes.size() == stages && positive(pretrainedWindowSizes),
                "pretrained-window-sizes must be none or one for each of the " + stages + " stages, are "
                        + pretrainedWindowSizes);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Patches of 4 pixels, heads of 32 channels, 2, 2, so many and 2 blocks, nothing dropped. */
    static SwinConfig of(int imgSize, List<Integer> windowSize, int embedDim, int depth) {
        int heads = embedDim / 32;
        return new SwinConfig(
                imgSize,
                4,
                embedDim,
                List.of(2, 2, depth, 2),
                List.of(heads, 2 * heads, 4 * heads, 8 * heads),
                windowSize,
                List.of(),
                false,
                true,
                4,
                true,
                0,
                0);
    }

    SwinConfig pretrainedWindowSizes(Integer... sizes) {
        return new SwinConfig(
                imgSize,
                patchSize,
                embedDim,
                depths,
                numHeads,
                windowSize,
                List.of(sizes),
                alwaysPartition,
                strictImgSize,
                mlpRatio,
                qkvBias,
                projDropRate,
                attnDropRate);
    }

    int stages() {
        return depths.size();
    }

    /** The channels of a stage. */
    int dim(int stage) {
        return embedDim << stage;
    }

    /** Height and width of a stage's map. */
    int map(int stage) {
        return imgSize / patchSize >> stage;
    }

    /** The windows of a stage's blocks, of which every other is shifted. */
    ShiftedWindows windows(int stage, boolean shifted) {
        int size = windowSize.get(windowSize.size() == 1 ? 0 : stage);
        return ShiftedWindows.of(map(stage), size, shifted, alwaysPartition);
    }
}
