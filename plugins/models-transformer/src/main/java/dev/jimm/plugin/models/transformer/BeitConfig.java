package dev.jimm.plugin.models.transformer;

/**
 * What distinguishes one {@linkplain Beit BEiT} from another; names as timm's arguments.
 *
 * @param imgSize height and width of the image, in pixels
 * @param patchSize height and width of a patch, in pixels
 * @param embedDim the channels of a token
 * @param depth the number of blocks
 * @param qkvBias whether queries and values have biases
 * @param mlpRatio the hidden width of the perceptrons, in units of embedDim
 * @param initValues where the scale of each residual branch starts, or {@code null} for branches without a scale
 * @param useAbsPosEmb whether each position has an embedding
 * @param useRelPosBias whether each block has a bias of attention scores by relative position
 * @param useSharedRelPosBias whether there is such a bias that all blocks share
 * @param headInitScale by how much the classifier starts smaller than other linear layers
 * @param posDropRate dropout of the embedded tokens
 * @param projDropRate dropout of the results of attention and perceptrons, and of hidden values
 * @param attnDropRate dropout of the attention weights
 */
public record BeitConfig(
        int imgSize,
        int patchSize,
        int embedDim,
        int depth,
        int numHeads,
        boolean qkvBias,
        double mlpRatio,
        Double initValues,
        boolean useAbsPosEmb,
        boolean useRelPosBias,
        boolean useSharedRelPosBias,
        double headInitScale,
        double posDropRate,
        double projDropRate,
        double attnDropRate) {
    public BeitConfig {
        require(patchSize > 0, "patch-size must be positive, is " + patchSize);
        require(imgSize >= patchSize, "img-size must be at least the patch-size of " + patchSize + ", is " + imgSize);
        require(depth > 0, "depth must be positive, is " + depth);
        require(numHeads > 0, "num-heads must be positive, is " + numHeads);
        require(
                embedDim > 0 && embedDim % numHeads == 0,
                "embed-dim must be a multiple of the " + numHeads + " num-heads, is " + embedDim);
        require((int) (embedDim * mlpRatio) > 0, "mlp-ratio must leave a hidden width, is " + mlpRatio);
        require(initValues == null || initValues > 0, "init-values must be positive, is " + initValues);
        require(headInitScale > 0, "head-init-scale must be positive, is " + headInitScale);
        requireRate("pos-drop-rate", posDropRate);
        requireRate("proj-drop-rate", projDropRate);
        requireRate("attn-drop-rate", attnDropRate);
    }

    /** Patches of 16 pixels, heads of 64 channels, a bias by relative position in each block, nothing dropped. */
    static BeitConfig of(int imgSize, int embedDim, int depth, double initValues) {
        int heads = embedDim / 64;
        return new BeitConfig(
                imgSize, 16, embedDim, depth, heads, true, 4, initValues, false, true, false, 0.001, 0, 0, 0);
    }

    private static void requireRate(String key, double rate) {
        require(rate >= 0 && rate < 1, key + " must be in [0, 1), is " + rate);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
