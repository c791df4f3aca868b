package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireStages;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

import dev.jimm.api.nn.Activation;
import java.util.List;

/**
 * What distinguishes one LeViT from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param embedDim the channels of each stage
 * @param keyDim the channels of queries and keys, a head
 * @param depth the number of blocks of each stage
 * @param numHeads the number of attention heads of each stage
 * @param attnRatio the channels of a head's values, in units of keyDim
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param actLayer the activation, everywhere
 * @param useConv whether tokens are kept as maps and projected by 1x1 convolutions; the numbers are the same
 * @param distilled whether there is a second classifier, to learn from a teacher
 */
public record LevitConfig(
        int imgSize,
        List<Integer> embedDim,
        int keyDim,
        List<Integer> depth,
        List<Integer> numHeads,
        double attnRatio,
        double mlpRatio,
        StemType stemType,
        Activation actLayer,
        boolean useConv,
        boolean distilled) {
    /** By how much the convolutions before the first stage reduce the image. */
    public enum StemType {
        /** Three convolutions, to an eighth. */
        S8(3),
        /** Four convolutions, to a sixteenth. */
        S16(4);

        private final int convolutions;

        StemType(int convolutions) {
            this.convolutions = convolutions;
        }

        int convolutions() {
            return convolutions;
        }

        int stride() {
            return 1 << convolutions;
        }
    }

    public LevitConfig {
        embedDim = List.copyOf(embedDim);
        depth = List.copyOf(depth);
        numHeads = List.copyOf(numHeads);
        int stages = embedDim.size();
        int stride = stemType.stride();
        requireStages("embed-dim", embedDim);
        require(
                embedDim.get(0) % (stride / 2) == 0,
                "embed-dim must begin with a multiple of " + stride / 2 + " for the stem, is " + embedDim);
        requireStages("depth", depth, stages);
        requireStages("num-heads", numHeads, stages);
        require(
                imgSize > 0 && imgSize % stride == 0,
                "img-size must be a multiple of the stem's stride of " + stride + ", is " + imgSize);
        requirePositive("key-dim", keyDim);
        for (int dim : embedDim.subList(0, stages - 1)) {
            require(dim >= keyDim, "key-dim must be at most the embed-dim " + dim + " of a stage, is " + keyDim);
        }
        require((int) (keyDim * attnRatio) > 0, "attn-ratio must leave channels for the values, is " + attnRatio);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim.get(0) * mlpRatio));
    }

    /** For images of 224 pixels, as in the paper: tokens in lists, from a stem of stride 16, with two classifiers. */
    static LevitConfig of(List<Integer> embedDim, int keyDim, List<Integer> numHeads, List<Integer> depth) {
        return new LevitConfig(
                224, embedDim, keyDim, depth, numHeads, 2, 2, StemType.S16, Activation.HARD_SWISH, false, true);
    }

    LevitConfig silu() {
        return with(stemType, Activation.SILU, useConv, distilled);
    }

    LevitConfig stride8() {
        return with(StemType.S8, actLayer, useConv, distilled);
    }

    LevitConfig undistilled() {
        return with(stemType, actLayer, useConv, false);
    }

    LevitConfig convolutional() {
        return with(stemType, actLayer, true, distilled);
    }

    private LevitConfig with(StemType stem, Activation activation, boolean convolutional, boolean twoHeads) {
        return new LevitConfig(
                imgSize,
                embedDim,
                keyDim,
                depth,
                numHeads,
                attnRatio,
                mlpRatio,
                stem,
                activation,
                convolutional,
                twoHeads);
    }

    /** Height and width of the map of a stage, in tokens: half as many in each, rounded up. */
    int side(int stage) {
        int side = imgSize / stemType.stride();
        for (int i = 0; i < stage; i++) {
            side = (side + 1) / 2;
        }
        return side;
    }
}
