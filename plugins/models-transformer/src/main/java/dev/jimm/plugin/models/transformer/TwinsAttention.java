package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Attention;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * The two attentions of {@link Twins}, each (N, H, W, dim) to the same shape.
 *
 * @param attnDrop dropout of the attention weights
 * @param projDrop dropout of the result
 */
record TwinsAttention(int dim, int numHeads, double attnDrop, double projDrop) {
    /** Each place sees its window only. A map that windows do not cover is filled up with zeros, which take part. */
    Layer local(int window, Scope scope) {
        Layer attention = Attention.of(dim, numHeads)
                .qkvBias(true)
                .drop(attnDrop, projDrop)
                .at(scope);
        return (x, pass) -> {
            long height = x.size(1);
            long width = x.size(2);
            long below = missing(height, window);
            long right = missing(width, window);
            Tensor full = below + right == 0 ? x : x.pad(0, 0, 0, 0, right, 0, below);
            Tensor seen = attention.forward(windows(full, window), pass);
            Tensor map = map(seen, x.size(0), (height + below) / window, (width + right) / window, window);
            return below + right == 0 ? map : map.slice(1, 0, height).slice(2, 0, width);
        };
    }

    private static long missing(long size, int window) {
        return (window - size % window) % window;
    }

    /** (N, H, W, dim) to (N * windows, places of a window, dim). */
    private Tensor windows(Tensor x, int window) {
        long rows = x.size(1) / window;
        long columns = x.size(2) / window;
        return x.reshape(x.size(0), rows, window, columns, window, dim)
                .transpose(2, 3)
                .reshape(x.size(0) * rows * columns, (long) window * window, dim);
    }

    /** The inverse of {@link #windows}. */
    private Tensor map(Tensor x, long batch, long rows, long columns, int window) {
        return x.reshape(batch, rows, columns, window, window, dim)
                .transpose(2, 3)
                .reshape(batch, rows * window, columns * window, dim);
    }

    /**
     * Each place sees all of a smaller map, as in the pyramid vision transformer.
     *
     * @param reduction by how much the height and width of that map are smaller
     */
    Layer global(int reduction, Scope scope) {
        Layer query = linear(dim).at(scope.at("q"));
        Layer keyAndValue = linear(2 * dim).at(scope.at("kv"));
        Layer proj = linear(dim).at(scope.at("proj"));
        Layer reduce = reduction == 1 ? Layer.IDENTITY : reduce(reduction, scope);
        Layer drop = Drop.dropout(projDrop);
        int headDim = dim / numHeads;
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long places = x.size(1) * x.size(2);
            Tensor q = query.forward(x, pass)
                    .reshape(x.size(0), places, numHeads, headDim)
                    .transpose(1, 2);
            Tensor small = reduce.forward(x, pass);
            Tensor packed = keyAndValue
                    .forward(small, pass) // (N, h, w, 2 dim) to (2, N, heads, places, channels)
                    .reshape(x.size(0), small.size(1) * small.size(2), 2, numHeads, headDim)
                    .permute(2, 0, 3, 1, 4);
            double dropout = pass.training() ? attnDrop : 0;
            Tensor seen = q.attention(packed.select(0, 0), packed.select(0, 1), null, dropout, scale);
            return pass.run(seen.transpose(1, 2).reshape(x.shape()), proj, drop);
        };
    }

    private Layer reduce(int reduction, Scope scope) {
        Layer conv = Conv2d.of(dim, dim, reduction)
                .stride(reduction)
                .padding(0)
                .withBias()
                .init(Init.kaimingNormalFanOut(), Init.ZEROS)
                .at(scope.at("sr"));
        Layer norm = Norm.layer(1e-5).at(scope.at("norm"), dim);
        return (x, pass) ->
                norm.forward(conv.forward(x.permute(0, 3, 1, 2), pass).permute(0, 2, 3, 1), pass);
    }

    private Linear linear(int out) {
        return Linear.of(dim, out).init(Init.truncatedNormal(0.02), Init.ZEROS);
    }
}
