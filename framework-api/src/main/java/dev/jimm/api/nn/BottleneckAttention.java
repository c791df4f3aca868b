package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Self-attention between all places of a map of one size: (N, dim, size, size) to (N, dim, size / stride, size /
 * stride). Bottleneck Transformers, Srinivas et al. 2021 (arXiv 2101.11605).
 *
 * @param size the height and width of the map
 * @param stride 1, or 2 to average the result
 * @param headDim the width of a query and a key of one head; a value has {@code dim / numHeads}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BottleneckAttention(int dim, int size, int stride, int numHeads, int headDim) {
    public BottleneckAttention {
        if (dim % numHeads != 0) {
            throw new IllegalArgumentException(dim + " channels do not divide into " + numHeads + " attention heads");
        }
    }

    /** Declares {@code qkv} and, below {@code pos_embed}, {@code height_rel} and {@code width_rel}. */
    public Layer at(Scope scope) {
        int queryWidth = numHeads * headDim;
        Layer packed = Conv2d.of(dim, 2 * queryWidth + dim, 1)
                .init(Init.truncatedNormal(1 / Math.sqrt(dim)))
                .at(scope.at("qkv"));
        Layer position = new RelativeLogits(size, size, headDim).at(scope.at("pos_embed"));
        Layer pool = stride == 1 ? Layer.IDENTITY : Pool2d.average(2);
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            MapSize.requireSquare(x, size, "self-attention");
            Tensor all = packed.forward(x, pass);
            Tensor queries = heads(all.slice(1, 0, queryWidth), headDim);
            Tensor keys = heads(all.slice(1, queryWidth, 2L * queryWidth), headDim);
            Tensor values = heads(all.slice(1, 2L * queryWidth, all.size(1)), dim / numHeads);
            Tensor result = queries.attention(keys, values, position.forward(queries, pass), 0, scale)
                    .transpose(1, 2)
                    .reshape(x.shape());
            return pool.forward(result, pass);
        };
    }

    /** (N, channels, H, W) to (N * heads, places, channels of a head). */
    private Tensor heads(Tensor map, int channels) {
        return map.reshape(map.size(0) * numHeads, channels, (long) size * size).transpose(1, 2);
    }
}
