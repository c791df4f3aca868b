package dev.jimm.plugin.models.mlp;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;

/**
 * What distinguishes one member of the family of {@link MlpMixer} from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param numBlocks the number of blocks
 * @param embedDim the channels of a token
 * @param mlpRatio the hidden width of the perceptrons over channels, in units of embedDim
 * @param mlpRatioTokens the hidden width of the perceptrons over places, in units of embedDim; mixer blocks only
 * @param mlpLayer the form of the perceptrons; spatial-gating blocks have one of their own
 * @param normLayer the kind of all norms but that inside of a spatial gate
 * @param initValues where the scale of each residual branch starts; res blocks only
 * @param projDropRate dropout of the results of perceptrons, and of hidden values
 */
public record MlpMixerConfig(
        int imgSize,
        int patchSize,
        int numBlocks,
        int embedDim,
        double mlpRatio,
        double mlpRatioTokens,
        BlockLayer blockLayer,
        Mlp.Form mlpLayer,
        NormLayer normLayer,
        Activation actLayer,
        double initValues,
        double projDropRate) {
    /** How a block mixes places and channels; see {@link MlpMixerBlock}. */
    public enum BlockLayer {
        MIXER,
        RES,
        SPATIAL_GATING
    }

    /** What stands where others normalise. */
    public enum NormLayer {
        LAYERNORM,
        /** A scale and an offset for each channel; it measures nothing. */
        AFFINE
    }

    private static final Norm AFFINE = (scope, channels, scale) -> {
        Param alpha = scope.weight("alpha", scale, 1, 1, channels);
        Param beta = scope.weight("beta", Init.ZEROS, 1, 1, channels);
        return (x, pass) -> x.mul(pass.value(alpha)).add(pass.value(beta));
    };

    public MlpMixerConfig {
        require(patchSize > 0, "patch-size must be positive, is " + patchSize);
        require(imgSize >= patchSize, "img-size must be at least the patch-size of " + patchSize + ", is " + imgSize);
        require(numBlocks > 0, "num-blocks must be positive, is " + numBlocks);
        require(embedDim > 0, "embed-dim must be positive, is " + embedDim);
        boolean halved = blockLayer == BlockLayer.SPATIAL_GATING
                || mlpLayer == Mlp.Form.GLU
                || mlpLayer == Mlp.Form.SWIGLU_PACKED;
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio), halved);
        requireWidth("mlp-ratio-tokens", mlpRatioTokens, (int) (embedDim * mlpRatioTokens), halved);
        require(initValues > 0, "init-values must be positive, is " + initValues);
        require(projDropRate >= 0 && projDropRate < 1, "proj-drop-rate must be in [0, 1), is " + projDropRate);
    }

    private static void requireWidth(String key, double ratio, int width, boolean halved) {
        require(width > 0, key + " must leave a hidden width, is " + ratio);
        require(!halved || width % 2 == 0, key + " must leave an even hidden width for values and gate, is " + ratio);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Tolstikhin et al. 2021, at 224 pixels as all architectures of the family. */
    static MlpMixerConfig mixer(int patchSize, int numBlocks, int embedDim) {
        return new MlpMixerConfig(
                224,
                patchSize,
                numBlocks,
                embedDim,
                4,
                0.5,
                BlockLayer.MIXER,
                Mlp.Form.MLP,
                NormLayer.LAYERNORM,
                Activation.GELU,
                1e-4,
                0);
    }

    /** A mixer with gated perceptrons. */
    static MlpMixerConfig gmixer(int numBlocks) {
        return new MlpMixerConfig(
                224,
                16,
                numBlocks,
                384,
                4,
                1,
                BlockLayer.MIXER,
                Mlp.Form.GLU,
                NormLayer.LAYERNORM,
                Activation.SILU,
                1e-4,
                0);
    }

    /** Touvron et al. 2021. */
    static MlpMixerConfig resmlp(int patchSize, int numBlocks, int embedDim, double initValues) {
        return new MlpMixerConfig(
                224,
                patchSize,
                numBlocks,
                embedDim,
                4,
                0.5,
                BlockLayer.RES,
                Mlp.Form.MLP,
                NormLayer.AFFINE,
                Activation.GELU,
                initValues,
                0);
    }

    /** Liu et al. 2021. */
    static MlpMixerConfig gmlp(int embedDim) {
        return new MlpMixerConfig(
                224,
                16,
                30,
                embedDim,
                6,
                0.5,
                BlockLayer.SPATIAL_GATING,
                Mlp.Form.MLP,
                NormLayer.LAYERNORM,
                Activation.GELU,
                1e-4,
                0);
    }

    Norm norm() {
        return normLayer == NormLayer.LAYERNORM ? Norm.layer(1e-6) : AFFINE;
    }
}
