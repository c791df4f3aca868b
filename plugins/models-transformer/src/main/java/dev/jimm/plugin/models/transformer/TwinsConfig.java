package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;

import java.util.List;

/**
 * What distinguishes one of the {@link Twins} from another; names as timm's arguments.
 *
 * @param patchSize height and width of a patch of the first stage, in pixels
 * @param embedDims the channels, a stage
 * @param numHeads the number of attention heads, a stage
 * @param mlpRatios the hidden width of the perceptrons, in units of the stage's channels
 * @param depths the number of blocks, a stage
 * @param srRatios by how much height and width shrink before keys and values of global attention are made, a stage
 * @param wss height and width of the windows of local attention, a stage, which every other block has from the first
 *     on; 1 or an empty list for global attention only
 * @param posDropRate dropout of the embedded patches of each stage
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record TwinsConfig(
        int patchSize,
        List<Integer> embedDims,
        List<Integer> numHeads,
        List<Double> mlpRatios,
        List<Integer> depths,
        List<Integer> srRatios,
        List<Integer> wss,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public TwinsConfig {
        requirePositive("patch-size", patchSize);
        embedDims = List.copyOf(embedDims);
        numHeads = List.copyOf(numHeads);
        mlpRatios = List.copyOf(mlpRatios);
        depths = List.copyOf(depths);
        srRatios = List.copyOf(srRatios);
        wss = List.copyOf(wss);
        int stages = depths.size();
        requireStages("depths", depths);
        requireStages("embed-dims", embedDims, stages);
        requireStages("num-heads", numHeads, stages);
        requireStages("sr-ratios", srRatios, stages);
        if (!wss.isEmpty()) {
            requireStages("wss", wss, stages);
        }
        requireHeads("embed-dims", embedDims, numHeads);
        require(mlpRatios.size() == stages, "mlp-ratios must be " + stages + " numbers, one a stage, is " + mlpRatios);
        for (int i = 0; i < stages; i++) {
            require(
                    (int) (embedDims.get(i) * mlpRatios.get(i)) > 0,
                    "mlp-ratios must leave a hidden width, is " + mlpRatios);
        }
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Of the pyramid with global attention only. */
    static TwinsConfig pyramid(List<Integer> depths) {
        return new TwinsConfig(
                4,
                List.of(64, 128, 320, 512),
                List.of(1, 2, 5, 8),
                List.of(8.0, 8.0, 4.0, 4.0),
                depths,
                List.of(8, 4, 2, 1),
                List.of(),
                0,
                0,
                0);
    }

    /** With windows of 7 x 7 patches in every other block, heads of 32 channels, and twice the channels each stage. */
    static TwinsConfig separable(int embedDim, List<Integer> depths) {
        int heads = embedDim / 32;
        return new TwinsConfig(
                4,
                List.of(embedDim, 2 * embedDim, 4 * embedDim, 8 * embedDim),
                List.of(heads, 2 * heads, 4 * heads, 8 * heads),
                List.of(4.0, 4.0, 4.0, 4.0),
                depths,
                List.of(8, 4, 2, 1),
                List.of(7, 7, 7, 7),
                0,
                0,
                0);
    }

    int stages() {
        return depths.size();
    }

    /** Height and width of the windows in which a block attends, or 1 if it attends to all. */
    int window(int stage, int block) {
        return wss.isEmpty() || block % 2 == 1 ? 1 : wss.get(stage);
    }
}
