package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Multi-query attention between the places of a map, Shazeer 2019 (arXiv 1911.02150), as MobileNetV4 (2404.10518) has
 * it: all heads share one key and one value a place, which may come from a map made smaller. (N, in, H, W) to (N, out,
 * H, W).
 *
 * @param headDim the width of a query, a key and a value
 * @param down the depthwise convolution that makes the map of keys and values smaller, or {@code null}
 * @param downNorm the norm after it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MultiQueryAttention2d(int in, int out, int numHeads, int headDim, Conv2d down, Norm downNorm) {
    /** Declares {@code query}, {@code key}, {@code value} and {@code output}, each with a {@code proj}. */
    public Layer at(Scope scope) {
        Layer query = project(scope.at("query"), in, numHeads * headDim);
        Layer key = reduced(scope.at("key"));
        Layer value = reduced(scope.at("value"));
        Layer output = project(scope.at("output"), numHeads * headDim, out);
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long batch = x.size(0);
            long places = x.size(2) * x.size(3);
            // as all heads see the same keys, their queries can stand in one row: (N, heads H W, channels)
            Tensor queries = query.forward(x, pass)
                    .reshape(batch, numHeads, headDim, places)
                    .transpose(2, 3)
                    .reshape(batch, numHeads * places, headDim);
            Tensor keys = key.forward(x, pass).flatten(2).transpose(1, 2);
            Tensor values = value.forward(x, pass).flatten(2).transpose(1, 2);
            Tensor heads = queries.attention(keys, values, null, 0, scale)
                    .reshape(batch, numHeads, places, headDim)
                    .transpose(2, 3)
                    .reshape(batch, numHeads * headDim, x.size(2), x.size(3));
            return output.forward(heads, pass);
        };
    }

    private Layer reduced(Scope scope) {
        return down == null
                ? project(scope, in, headDim)
                : Layer.sequence(
                        down.init(Init.xavierUniform()).at(scope.at("down_conv")),
                        downNorm.at(scope.at("norm"), in),
                        project(scope, in, headDim));
    }

    private static Layer project(Scope scope, int in, int out) {
        return Conv2d.of(in, out, 1).init(Init.xavierUniform()).at(scope.at("proj"));
    }
}
