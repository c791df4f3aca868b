package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;

import java.util.List;

/**
 * What distinguishes one CoaT from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch of the first scale, in pixels; each further scale has half as many
 *     patches in each direction
 * @param embedDims the channels of each of the four scales
 * @param serialDepths the number of blocks of each scale that work one after the other
 * @param parallelDepth the number of blocks of the last three scales that work side by side, after the others; with
 *     any, these scales are alike, and all three are classified
 * @param numHeads the number of attention heads of every block
 * @param mlpRatios the hidden width of the perceptrons of each scale, in units of its channels
 * @param crpeWindow the kernel with which each head encodes relative positions, the same for neighbouring heads
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 */
public record CoatConfig(
        int imgSize,
        int patchSize,
        List<Integer> embedDims,
        List<Integer> serialDepths,
        int parallelDepth,
        int numHeads,
        List<Double> mlpRatios,
        boolean qkvBias,
        List<Integer> crpeWindow,
        double projDropRate) {
    static final int SCALES = 4;

    public CoatConfig {
        embedDims = List.copyOf(embedDims);
        serialDepths = List.copyOf(serialDepths);
        mlpRatios = List.copyOf(mlpRatios);
        crpeWindow = List.copyOf(crpeWindow);
        requirePositive("num-heads", numHeads);
        require(
                embedDims.size() == SCALES && embedDims.stream().allMatch(dim -> dim > 0 && dim % numHeads == 0),
                "embed-dims must be four multiples of the " + numHeads + " num-heads, are " + embedDims);
        require(
                serialDepths.size() == SCALES && serialDepths.stream().allMatch(depth -> depth > 0),
                "serial-depths must be four positive numbers, are " + serialDepths);
        require(
                mlpRatios.size() == SCALES && mlpRatios.stream().allMatch(ratio -> ratio >= 1),
                "mlp-ratios must be four numbers of at least 1, are " + mlpRatios);
        require(
                crpeWindow.size() == numHeads && crpeWindow.stream().allMatch(window -> window > 0 && window % 2 == 1),
                "crpe-window must be " + numHeads + " odd numbers, one a head, is " + crpeWindow);
        requirePositive("patch-size", patchSize);
        int unit = patchSize << (SCALES - 1);
        require(
                imgSize > 0 && imgSize % unit == 0,
                "img-size must be a multiple of " + unit + ", the patches of the last scale, is " + imgSize);
        require(parallelDepth >= 0, "parallel-depth must be at least 0, is " + parallelDepth);
        require(
                parallelDepth == 0 || alike(embedDims) && alike(mlpRatios),
                "parallel-depth must be 0 unless the last three scales are alike in embed-dims and mlp-ratios, which"
                        + " are " + embedDims + " and " + mlpRatios);
        requireRate("proj-drop-rate", projDropRate);
    }

    private static boolean alike(List<? extends Number> scales) {
        return scales.subList(1, SCALES).stream().distinct().count() == 1;
    }

    /** For images of 224 pixels: patches of 4, eight heads, perceptrons of four times the channels, nothing dropped. */
    static CoatConfig of(List<Integer> embedDims, List<Integer> serialDepths) {
        return new CoatConfig(
                224,
                4,
                embedDims,
                serialDepths,
                0,
                8,
                List.of(4.0, 4.0, 4.0, 4.0),
                true,
                List.of(3, 3, 5, 5, 5, 7, 7, 7),
                0);
    }

    CoatConfig withImgSize(int value) {
        return with(value, parallelDepth, mlpRatios);
    }

    CoatConfig withParallelDepth(int value) {
        return with(imgSize, value, mlpRatios);
    }

    CoatConfig withMlpRatios(List<Double> value) {
        return with(imgSize, parallelDepth, value);
    }

    private CoatConfig with(int size, int depth, List<Double> ratios) {
        return new CoatConfig(
                size, patchSize, embedDims, serialDepths, depth, numHeads, ratios, qkvBias, crpeWindow, projDropRate);
    }

    /** Height and width of the map of a scale, in tokens. */
    int side(int scale) {
        return imgSize / patchSize >> scale;
    }

    /** The hidden width of the perceptrons of a scale. */
    int hidden(int scale) {
        return (int) (embedDims.get(scale) * mlpRatios.get(scale));
    }
}
