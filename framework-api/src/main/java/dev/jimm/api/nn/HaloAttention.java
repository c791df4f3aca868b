package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Self-attention inside of blocks of a map, each of which also sees a halo of places around it: (N, dim, H, W) to
 * (N, dim, H / stride, W / stride). HaloNet, Vaswani et al. 2021 (arXiv 2103.12731).
 *
 * <p>Where the stride divides the block size, queries are taken from every second place; else the result is averaged.
 *
 * @param stride 1 or 2
 * @param headDim the width of a query and a key of one head; a value has {@code dim / numHeads}
 * @param blockSize the height and width of a block; those of maps must be multiples of it
 * @param haloSize how far a block sees over its edge
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record HaloAttention(int dim, int stride, int numHeads, int headDim, int blockSize, int haloSize) {
    public HaloAttention {
        if (dim % numHeads != 0) {
            throw new IllegalArgumentException(dim + " channels do not divide into " + numHeads + " attention heads");
        }
    }

    /** Declares {@code q}, {@code kv} and, below {@code pos_embed}, {@code height_rel} and {@code width_rel}. */
    public Layer at(Scope scope) {
        boolean averages = blockSize % stride != 0;
        int queryStride = averages ? 1 : stride;
        int window = blockSize + 2 * haloSize;
        int queryWidth = numHeads * headDim;
        Init init = Init.truncatedNormal(1 / Math.sqrt(dim));
        Layer query =
                Conv2d.of(dim, queryWidth, 1).stride(queryStride).init(init).at(scope.at("q"));
        Layer keyAndValue = Conv2d.of(dim, queryWidth + dim, 1).init(init).at(scope.at("kv"));
        Layer position = new RelativeLogits(blockSize / queryStride, window, headDim).at(scope.at("pos_embed"));
        Layer pool = averages ? Pool2d.average(2) : Layer.IDENTITY;
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            Blocks blocks = new Blocks(x, blockSize / queryStride);
            Tensor queries = blocks.queries(query.forward(x, pass));
            Tensor windows = blocks.windows(keyAndValue.forward(x, pass), window);
            Tensor keys = windows.slice(3, 0, headDim);
            Tensor values = windows.slice(3, headDim, windows.size(3));
            Tensor logits = position.forward(
                            queries.reshape(queries.size(0) * queries.size(1), queries.size(2), headDim), pass)
                    .reshape(queries.size(0), queries.size(1), queries.size(2), keys.size(2));
            Tensor result = blocks.joined(queries.attention(keys, values, logits, 0, scale), x.size(0));
            return pool.forward(result, pass);
        };
    }

    /** How maps of one size are cut into blocks. Heads stand beside samples: (N * heads, blocks, places, channels). */
    private final class Blocks {
        private final long rows;
        private final long columns;
        private final int side;

        /** @param side of a block of queries */
        Blocks(Tensor x, int side) {
            MapSize.requireMultiple(x, blockSize, "blocks of " + blockSize + " x " + blockSize + " for halo attention");
            rows = x.size(2) / blockSize;
            columns = x.size(3) / blockSize;
            this.side = side;
        }

        Tensor queries(Tensor map) {
            return map.reshape(map.size(0) * numHeads, headDim, rows, side, columns, side)
                    .permute(0, 2, 4, 3, 5, 1)
                    .reshape(map.size(0) * numHeads, rows * columns, (long) side * side, headDim);
        }

        Tensor windows(Tensor map, int window) {
            return map.unfold(window, blockSize, haloSize, 1)
                    .reshape(map.size(0) * numHeads, map.size(1) / numHeads, (long) window * window, rows * columns)
                    .permute(0, 3, 2, 1);
        }

        Tensor joined(Tensor heads, long batch) {
            return heads.reshape(heads.size(0), rows, columns, side, side, dim / numHeads)
                    .permute(0, 5, 1, 3, 2, 4)
                    .reshape(batch, dim, rows * side, columns * side);
        }
    }
}
