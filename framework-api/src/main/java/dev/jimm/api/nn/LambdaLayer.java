package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * A lambda layer: makes of keys and values a linear function for each place, and applies it to the place's queries.
 * (N, dim, H, W) to (N, dim, H / stride, W / stride). LambdaNetworks, Bello 2021 (arXiv 2102.08602), with an
 * intra-depth of 1.
 *
 * @param stride 1, or 2 to average the result
 * @param keyDim the width of a key, and of a query of one head
 * @param radius the (odd) height and width of the neighbourhood in which places are told apart, for maps of any size;
 *     or {@code null}: all places are, by their relative positions
 * @param size the height and width of the map; used without radius only
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LambdaLayer(int dim, int stride, int numHeads, int keyDim, Integer radius, int size) {
    private static final double TABLE_DEVIATION = 0.02;

    public LambdaLayer {
        if (dim % numHeads != 0) {
            throw new IllegalArgumentException(dim + " channels do not divide into " + numHeads + " heads");
        }
    }

    /** Declares {@code qkv}, {@code norm_q}, {@code norm_v} and {@code conv_lambda}, or before them {@code pos_emb}. */
    public Layer at(Scope scope) {
        int queryWidth = numHeads * keyDim;
        int valueDim = dim / numHeads;
        Layer table = radius == null ? relativeLambdas(scope) : null;
        Layer packed = Conv2d.of(dim, queryWidth + keyDim + valueDim, 1)
                .init(Init.truncatedNormal(1 / Math.sqrt(dim)))
                .at(scope.at("qkv"));
        Layer queryNorm = Norm.batch().at(scope.at("norm_q"), queryWidth);
        Layer valueNorm = Norm.batch().at(scope.at("norm_v"), valueDim);
        Layer positionLambdas = radius == null ? table : localLambdas(scope.at("conv_lambda"));
        Layer pool = stride == 1 ? Layer.IDENTITY : Pool2d.average(2);
        return (x, pass) -> {
            long batch = x.size(0);
            long places = x.size(2) * x.size(3);
            Tensor all = packed.forward(x, pass);
            Tensor queries = queryNorm
                    .forward(all.slice(1, 0, queryWidth), pass)
                    .reshape(batch, numHeads, keyDim, places)
                    .permute(0, 3, 1, 2); // (N, places, heads, K)
            Tensor keys =
                    all.slice(1, queryWidth, queryWidth + keyDim).flatten(2).softmax(2);
            Tensor values = valueNorm.forward(all.slice(1, queryWidth + keyDim, all.size(1)), pass);
            Tensor content = keys.matmul(values.flatten(2).transpose(1, 2)).unsqueeze(1); // (N, 1, K, V)
            Tensor lambdas = positionLambdas.forward(values, pass).add(content); // (N, places, K, V)
            Tensor result = queries.matmul(lambdas).permute(0, 2, 3, 1).reshape(x.shape());
            return pool.forward(result, pass);
        };
    }

    /** One lambda a place, of the values around it. */
    private Layer localLambdas(Scope scope) {
        // the shape is that of a convolution over maps and values, which leaves the values by themselves
        Param weight =
                scope.weight("weight", Init.truncatedNormal(1 / Math.sqrt(keyDim)), keyDim, 1, radius, radius, 1);
        double bound = 1.0 / radius;
        Param bias = scope.weight("bias", Init.uniform(-bound, bound), keyDim);
        return (values, pass) -> {
            long height = values.size(2);
            long width = values.size(3);
            Tensor kernel = pass.value(weight).reshape(keyDim, 1, radius, radius);
            return values.reshape(values.size(0) * values.size(1), 1, height, width)
                    .conv2d(kernel, pass.value(bias), 1, radius / 2, 1, 1)
                    .reshape(values.size(0), values.size(1), keyDim, height * width)
                    .permute(0, 3, 2, 1);
        };
    }

    /** One lambda a place, of all values. */
    private Layer relativeLambdas(Scope scope) {
        int side = 2 * size - 1;
        int places = size * size;
        Param table = scope.weight("pos_emb", Init.truncatedNormal(TABLE_DEVIATION), side, side, keyDim);
        Param index = scope.constantIndex("rel_pos_indices", this::relativePositions, (long) places * places);
        return (values, pass) -> {
            MapSize.requireSquare(values, size, "lambda layer");
            Tensor embedding = pass.value(table)
                    .reshape((long) side * side, keyDim)
                    .indexSelect(0, pass.value(index))
                    .reshape(places, places, keyDim)
                    .transpose(1, 2)
                    .reshape((long) places * keyDim, places);
            return embedding
                    .matmul(values.flatten(2).transpose(1, 2))
                    .reshape(values.size(0), places, keyDim, values.size(1));
        };
    }

    /** Of each pair of places the row of the flattened table. */
    private int[] relativePositions() {
        int places = size * size;
        int[] rows = new int[places * places];
        for (int i = 0; i < rows.length; i++) {
            int from = i / places;
            int to = i % places;
            int vertical = to / size - from / size + size - 1;
            int horizontal = to % size - from % size + size - 1;
            rows[i] = vertical * (2 * size - 1) + horizontal;
        }
        return rows;
    }
}
