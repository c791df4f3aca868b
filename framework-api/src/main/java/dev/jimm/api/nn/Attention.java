package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Multi-head self-attention, Vaswani et al. 2017 (arXiv 1706.03762): (N, length, dim) to (N, length, dim).
 *
 * <p>{@code Attention.of(384, 6).qkvBias(true).at(scope.at("attn"))}. Queries, keys and values come from one packed
 * projection. Unless told otherwise that projection has no bias, nothing is normalised and nothing dropped. Weights
 * start truncated normal with deviation 0.02, biases at 0.
 *
 * @param qkNorm of queries and keys over a head's channels, or {@code null}
 * @param scaleNorm of the joined heads, before the output projection, or {@code null}
 * @param attnDrop dropout of the attention weights
 * @param projDrop dropout of the result
 * @param biasInit the initial values of the biases; {@code null} for PyTorch's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Attention(
        int dim,
        int numHeads,
        boolean qkvBias,
        Norm qkNorm,
        Norm scaleNorm,
        boolean projBias,
        double attnDrop,
        double projDrop,
        Init weightInit,
        Init biasInit) {
    public Attention {
        if (dim % numHeads != 0) {
            throw new IllegalArgumentException(dim + " channels do not divide into " + numHeads + " attention heads");
        }
    }

    public static Attention of(int dim, int numHeads) {
        return new Attention(dim, numHeads, false, null, null, true, 0, 0, Init.truncatedNormal(0.02), Init.ZEROS);
    }

    public Attention qkvBias(boolean value) {
        return new Attention(
                dim, numHeads, value, qkNorm, scaleNorm, projBias, attnDrop, projDrop, weightInit, biasInit);
    }

    public Attention qkNorm(Norm value) {
        return new Attention(
                dim, numHeads, qkvBias, value, scaleNorm, projBias, attnDrop, projDrop, weightInit, biasInit);
    }

    public Attention scaleNorm(Norm value) {
        return new Attention(dim, numHeads, qkvBias, qkNorm, value, projBias, attnDrop, projDrop, weightInit, biasInit);
    }

    public Attention projBias(boolean value) {
        return new Attention(
                dim, numHeads, qkvBias, qkNorm, scaleNorm, value, attnDrop, projDrop, weightInit, biasInit);
    }

    public Attention drop(double attention, double projection) {
        return new Attention(
                dim, numHeads, qkvBias, qkNorm, scaleNorm, projBias, attention, projection, weightInit, biasInit);
    }

    /** The initial values of the weights and of the biases ({@code null} for PyTorch's). */
    public Attention init(Init weight, Init offset) {
        return new Attention(dim, numHeads, qkvBias, qkNorm, scaleNorm, projBias, attnDrop, projDrop, weight, offset);
    }

    /**
     * Declares {@code qkv}, {@code q_norm}, {@code k_norm}, {@code norm} and {@code proj}, as far as they are wanted.
     */
    public Layer at(Scope scope) {
        int headDim = dim / numHeads;
        Layer qkv = new Linear(dim, 3 * dim, qkvBias, weightInit, biasInit).at(scope.at("qkv"));
        Layer queryNorm = qkNorm == null ? Layer.IDENTITY : qkNorm.at(scope.at("q_norm"), headDim);
        Layer keyNorm = qkNorm == null ? Layer.IDENTITY : qkNorm.at(scope.at("k_norm"), headDim);
        Layer norm = scaleNorm == null ? Layer.IDENTITY : scaleNorm.at(scope.at("norm"), dim);
        Layer proj = new Linear(dim, dim, projBias, weightInit, biasInit).at(scope.at("proj"));
        Layer drop = Drop.dropout(projDrop);
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long length = x.size(1);
            Tensor packed = qkv.forward(x, pass) // (N, length, 3 dim) to (3, N, heads, length, channels)
                    .reshape(x.size(0), length, 3, numHeads, headDim)
                    .permute(2, 0, 3, 1, 4);
            Tensor query = queryNorm.forward(packed.select(0, 0), pass);
            Tensor key = keyNorm.forward(packed.select(0, 1), pass);
            Tensor heads = query.attention(key, packed.select(0, 2), null, pass.training() ? attnDrop : 0, scale);
            return pass.run(heads.transpose(1, 2).reshape(x.size(0), length, dim), norm, proj, drop);
        };
    }
}
