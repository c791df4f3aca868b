package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * What a query has to say of a key for its place alone: a trained vector for each vertical and each horizontal distance,
 * times the query. Bello et al. 2019, "Attention Augmented Convolutional Networks" (arXiv 1904.09925).
 *
 * @param queries the height and width of a square of queries
 * @param keys the height and width of the square of keys, at least that of the queries
 * @param dim the width of a query
 */
record RelativeLogits(int queries, int keys, int dim) {
    /**
     * Declares {@code height_rel} and {@code width_rel}; the layer makes (N, queries * queries, keys * keys) of queries
     * (N, queries * queries, dim).
     */
    Layer at(Scope scope) {
        Init init = Init.truncatedNormal(1 / Math.sqrt(dim));
        Param height = scope.weight("height_rel", init, 2L * keys - 1, dim);
        Param width = scope.weight("width_rel", init, 2L * keys - 1, dim);
        Param distances = scope.constantIndex("distances", this::distances, (long) queries * keys);
        return (flat, pass) -> {
            Tensor squares = flat.reshape(flat.size(0), queries, queries, dim);
            Tensor vertical = squares.einsum("nyxd,ykd->nyxk", vectors(pass, height, distances));
            Tensor horizontal = squares.einsum("nyxd,xkd->nyxk", vectors(pass, width, distances));
            return vertical.unsqueeze(4)
                    .add(horizontal.unsqueeze(3))
                    .reshape(flat.size(0), (long) queries * queries, (long) keys * keys);
        };
    }

    private Tensor vectors(Pass pass, Param table, Param distances) {
        return pass.value(table).indexSelect(0, pass.value(distances)).reshape(queries, keys, dim);
    }

    /** Of each query and key along an axis, the row of the table; the last query at the first key has the first row. */
    private int[] distances() {
        int[] rows = new int[queries * keys];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = keys - 1 + i % keys - i / keys;
        }
        return rows;
    }
}
