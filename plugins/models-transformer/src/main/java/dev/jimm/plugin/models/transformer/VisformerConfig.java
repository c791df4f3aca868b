package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

import java.util.List;

/**
 * What distinguishes one {@link Visformer} from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of what a place of the second stage stands for, in pixels
 * @param initChannels the channels of the stem
 * @param embedDim the channels of the second stage; the first has half of them, the third twice as many
 * @param depth the number of blocks, a stage
 * @param numHeads the number of attention heads
 * @param mlpRatio the hidden width of perceptrons without a spatial convolution, in units of the stage's channels
 * @param attnStage whether blocks have attention, a stage
 * @param usePosEmbed whether each stage begins with a table of positions
 * @param spatialConv whether perceptrons see the neighbours of a place, a stage
 * @param group the number of groups of that convolution
 * @param posDropRate dropout of places with their positions
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record VisformerConfig(
        int imgSize,
        int patchSize,
        int initChannels,
        int embedDim,
        List<Integer> depth,
        int numHeads,
        double mlpRatio,
        List<Boolean> attnStage,
        boolean usePosEmbed,
        List<Boolean> spatialConv,
        int group,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    static final int STAGES = 3;

    public VisformerConfig {
        require(patchSize > 0 && patchSize % 8 == 0, "patch-size must be a multiple of 8, is " + patchSize);
        require(imgSize >= 2 * patchSize, "img-size must be at least " + 2 * patchSize + ", is " + imgSize);
        requirePositive("init-channels", initChannels);
        requirePositive("num-heads", numHeads);
        require(
                embedDim % 2 == 0 && embedDim >= 4 * numHeads,
                "embed-dim must be even and at least four times the " + numHeads + " num-heads, is " + embedDim);
        requireStages("depth", depth, STAGES);
        depth = List.copyOf(depth);
        attnStage = List.copyOf(attnStage);
        require(attnStage.size() == STAGES, "attn-stage must be 3 of true and false, one a stage, is " + attnStage);
        spatialConv = List.copyOf(spatialConv);
        require(
                spatialConv.size() == STAGES,
                "spatial-conv must be 3 of true and false, one a stage, is " + spatialConv);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim / 2 * mlpRatio));
        requirePositive("group", group);
        for (int i = 0; i < STAGES; i++) {
            require(
                    !spatialConv.get(i) || convolvedWidth(embedDim << i >> 1, group) % group == 0,
                    "group must divide the hidden width of perceptrons with a spatial convolution, is " + group);
        }
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Convolutions in the first stage, attention in the others; for images of 224 pixels, nothing dropped. */
    static VisformerConfig of(int initChannels, int embedDim, int numHeads) {
        return new VisformerConfig(
                224,
                16,
                initChannels,
                embedDim,
                List.of(7, 4, 4),
                numHeads,
                4,
                List.of(false, true, true),
                true,
                List.of(true, false, false),
                8,
                0,
                0,
                0);
    }

    /** The channels of a stage. */
    int channels(int stage) {
        return embedDim << stage >> 1;
    }

    /** Height and width of what a place of a stage is made from, in places of the stem or of the stage before. */
    int patch(int stage) {
        return stage == 0 ? patchSize / 4 : patchSize / 8;
    }

    /** Height and width of the map of a stage. */
    int mapSize(int stage) {
        // the stem halves, rounding up
        int size = (imgSize + 1) / 2;
        for (int i = 0; i <= stage; i++) {
            size /= patch(i);
        }
        return size;
    }

    /** The channels of an attention head; the first stage has half of what its width would give. */
    int headDim(int stage) {
        return (int) Math.rint(channels(stage) / numHeads * (stage == 0 ? 0.5 : 1));
    }

    /** The hidden width of the perceptrons of a stage. */
    int mlpWidth(int stage) {
        return spatialConv.get(stage) ? convolvedWidth(channels(stage), group) : (int) (channels(stage) * mlpRatio);
    }

    private static int convolvedWidth(int channels, int group) {
        return group == 1 ? channels * 5 / 6 : channels * 2;
    }
}
