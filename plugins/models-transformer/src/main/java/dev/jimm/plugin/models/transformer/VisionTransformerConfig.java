package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.ConfigChecks.require;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireHeads;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePatches;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requirePositive;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireRate;
import static dev.jimm.plugin.models.transformer.ConfigChecks.requireWidth;

import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What distinguishes one vision transformer from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param dynamicImgSize whether images of any height and width that are multiples of patchSize are taken; the position
 *     table, which is that of imgSize, is resized in every pass
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a token
 * @param depth the number of blocks
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param qkNorm whether queries and keys are normalised
 * @param scaleAttnNorm whether the joined heads are normalised before their projection
 * @param scaleMlpNorm whether the perceptron's hidden values are normalised
 * @param projBias whether the attention's output and the perceptrons have a bias
 * @param initValues where the scale of each residual branch starts, or {@code null} for branches without a scale
 * @param classToken whether there is a class token
 * @param regTokens the number of register tokens
 * @param noEmbedClass whether class and register tokens go without a position embedding
 * @param preNorm whether the tokens are normalised before the first block; the patch embedding then has no bias
 * @param finalNorm whether there is a norm after the last block
 * @param fcNorm whether that norm comes after the pooling; {@code null}: when the pooling is avg, avgmax or max
 * @param poolIncludePrefix whether the pooling sees class and register tokens too
 * @param normEps the epsilon of all norms
 * @param embedNorm whether the patch embedding ends with a norm
 * @param posDropRate dropout of the embedded tokens
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record VisionTransformerConfig(
        int imgSize,
        boolean dynamicImgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        double mlpRatio,
        boolean qkvBias,
        boolean qkNorm,
        boolean scaleAttnNorm,
        boolean scaleMlpNorm,
        boolean projBias,
        Double initValues,
        boolean classToken,
        int regTokens,
        boolean noEmbedClass,
        boolean preNorm,
        boolean finalNorm,
        Boolean fcNorm,
        GlobalPool globalPool,
        boolean poolIncludePrefix,
        NormLayer normLayer,
        double normEps,
        boolean embedNorm,
        Activation actLayer,
        BlockFn blockFn,
        Mlp.Form mlpLayer,
        AttnLayer attnLayer,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {

    /** How the tokens become one feature vector. */
    public enum GlobalPool {
        /** The first token. */
        TOKEN,
        AVG,
        MAX,
        /** The mean of average and maximum. */
        AVGMAX,
        /** Attention from a trained query. */
        MAP;

        static GlobalPool named(String name) {
            List<String> names =
                    Arrays.stream(values()).map(GlobalPool::lowerCase).toList();
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "global-pool must be one of " + String.join(", ", names) + ", is \"" + name + "\"");
            }
            return values()[names.indexOf(name)];
        }

        private String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kind of all norms. */
    public enum NormLayer {
        LAYERNORM,
        RMSNORM
    }

    /** How attention and perceptron make up a block; see {@link VisionTransformerBlock}. */
    public enum BlockFn {
        BLOCK,
        RES_POST,
        PARALLEL_THINGS,
        PARALLEL_SCALING,
        DIFF_PARALLEL_SCALING
    }

    /** The attention of all blocks but the parallel-scaling ones, which bring their own. */
    public enum AttnLayer {
        ATTN,
        DIFF
    }

    public VisionTransformerConfig {
        requirePatches(imgSize, patchSize);
        requirePositive("depth", depth);
        requireHeads("embed-dim", embedDim, numHeads);
        requireWidth("mlp-ratio", mlpRatio, (int) (embedDim * mlpRatio));
        boolean packed = mlpLayer == Mlp.Form.GLU || mlpLayer == Mlp.Form.SWIGLU_PACKED;
        require(
                !packed || (int) (embedDim * mlpRatio) % 2 == 0,
                "mlp-ratio must leave an even hidden width for a packed mlp-layer, is " + mlpRatio);
        require(initValues == null || initValues > 0, "init-values must be positive, is " + initValues);
        require(regTokens >= 0, "reg-tokens must be at least 0, is " + regTokens);
        requirePositive("norm-eps", normEps);
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
        boolean scaling = blockFn == BlockFn.PARALLEL_SCALING || blockFn == BlockFn.DIFF_PARALLEL_SCALING;
        require(!scaling || !scaleAttnNorm, "scale-attn-norm does not go with parallel-scaling blocks");
        require(!scaling || !scaleMlpNorm, "scale-mlp-norm does not go with parallel-scaling blocks");
        boolean differential = blockFn == BlockFn.DIFF_PARALLEL_SCALING || (!scaling && attnLayer == AttnLayer.DIFF);
        require(
                !differential || embedDim % (2 * numHeads) == 0,
                "embed-dim must be a multiple of twice the " + numHeads + " num-heads for differential attention, is "
                        + embedDim);
    }

    Norm norm() {
        return normLayer == NormLayer.LAYERNORM ? Norm.layer(normEps) : Norm.rootMeanSquare(normEps);
    }

    int mlpWidth() {
        return (int) (embedDim * mlpRatio);
    }

    /** Starts from the original architecture: a class token, layer norms, GELU, four times wider perceptrons. */
    static Builder of(int imgSize, int patchSize, int embedDim, int depth, int numHeads) {
        return new Builder(imgSize, patchSize, embedDim, depth, numHeads);
    }

    /** Collects what the architectures of the table change. */
    static final class Builder {
        private final int imgSize;
        private final int patchSize;
        private final int embedDim;
        private final int depth;
        private final int numHeads;
        private boolean dynamicImgSize;
        private double mlpRatio = 4;
        private boolean qkvBias = true;
        private boolean qkNorm;
        private boolean scaleNorms;
        private boolean projBias = true;
        private Double initValues;
        private boolean classToken = true;
        private int regTokens;
        private boolean noEmbedClass;
        private boolean preNorm;
        private boolean finalNorm = true;
        private Boolean fcNorm;
        private GlobalPool globalPool = GlobalPool.TOKEN;
        private boolean poolIncludePrefix;
        private NormLayer normLayer = NormLayer.LAYERNORM;
        private double normEps = 1e-6;
        private boolean embedNorm;
        private Activation actLayer = Activation.GELU;
        private BlockFn blockFn = BlockFn.BLOCK;
        private Mlp.Form mlpLayer = Mlp.Form.MLP;
        private AttnLayer attnLayer = AttnLayer.ATTN;

        private Builder(int imgSize, int patchSize, int embedDim, int depth, int numHeads) {
            this.imgSize = imgSize;
            this.patchSize = patchSize;
            this.embedDim = embedDim;
            this.depth = depth;
            this.numHeads = numHeads;
        }

        Builder dynamicImgSize() {
            dynamicImgSize = true;
            return this;
        }

        Builder mlpRatio(double value) {
            mlpRatio = value;
            return this;
        }

        Builder noQkvBias() {
            qkvBias = false;
            return this;
        }

        Builder noProjBias() {
            projBias = false;
            return this;
        }

        Builder qkNorm() {
            qkNorm = true;
            return this;
        }

        /** Norms inside attention and perceptrons. */
        Builder scaleNorms() {
            scaleNorms = true;
            return this;
        }

        Builder initValues(double value) {
            initValues = value;
            return this;
        }

        Builder noClassToken() {
            classToken = false;
            return this;
        }

        Builder regTokens(int value) {
            regTokens = value;
            return this;
        }

        Builder noEmbedClass() {
            noEmbedClass = true;
            return this;
        }

        Builder preNorm() {
            preNorm = true;
            return this;
        }

        Builder noFinalNorm() {
            finalNorm = false;
            return this;
        }

        Builder globalPool(GlobalPool value) {
            globalPool = value;
            return this;
        }

        Builder normBeforePool() {
            fcNorm = false;
            return this;
        }

        Builder poolIncludePrefix() {
            poolIncludePrefix = true;
            return this;
        }

        Builder rmsNorm() {
            normLayer = NormLayer.RMSNORM;
            return this;
        }

        Builder normEps(double value) {
            normEps = value;
            return this;
        }

        Builder embedNorm() {
            embedNorm = true;
            return this;
        }

        Builder actLayer(Activation value) {
            actLayer = value;
            return this;
        }

        Builder blockFn(BlockFn value) {
            blockFn = value;
            return this;
        }

        Builder mlpLayer(Mlp.Form value) {
            mlpLayer = value;
            return this;
        }

        Builder attnLayer(AttnLayer value) {
            attnLayer = value;
            return this;
        }

        VisionTransformerConfig build() {
            return new VisionTransformerConfig(
                    imgSize,
                    dynamicImgSize,
                    patchSize,
                    embedDim,
                    depth,
                    numHeads,
                    mlpRatio,
                    qkvBias,
                    qkNorm,
                    scaleNorms,
                    scaleNorms,
                    projBias,
                    initValues,
                    classToken,
                    regTokens,
                    noEmbedClass,
                    preNorm,
                    finalNorm,
                    fcNorm,
                    globalPool,
                    poolIncludePrefix,
                    normLayer,
                    normEps,
                    embedNorm,
                    actLayer,
                    blockFn,
                    mlpLayer,
                    attnLayer,
                    0,
                    0,
                    0);
        }
    }
}
