package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/** The parts of a stage of {@link Levit}: attention blocks, and the attention that shrinks the map before them. */
final class LevitBlock {
    private static final double SHRINKING_ATTENTION_RATIO = 4;
    private static final double SHRINKING_PERCEPTRON_RATIO = 2;

    private final LevitConfig config;
    private final LevitLayout layout;
    private final Layer path;

    LevitBlock(LevitConfig config, double dropPath) {
        this.config = config;
        layout = LevitLayout.of(config);
        path = Drop.path(dropPath);
    }

    /** Attention and a perceptron as residual branches; keeps the shape. */
    Layer at(Scope scope, int stage) {
        int dim = config.embedDim().get(stage);
        Layer attention = attention(scope.at("attn"), dim, config.numHeads().get(stage), config.side(stage));
        return Layer.sequence(Residual.of(attention, path), perceptron(scope.at("mlp"), dim, config.mlpRatio()));
    }

    /**
     * From the map of the stage before to that of this one: an attention with fewer queries than keys, then a
     * perceptron.
     */
    Layer shrinking(Scope scope, int stage) {
        int dim = config.embedDim().get(stage);
        return Layer.sequence(
                shrinkingAttention(scope.at("attn_downsample"), stage),
                perceptron(scope.at("mlp"), dim, SHRINKING_PERCEPTRON_RATIO));
    }

    private Layer perceptron(Scope scope, int dim, double ratio) {
        int hidden = (int) (dim * ratio);
        return Residual.of(
                layout.projection(scope.at("ln1"), dim, hidden, Init.ONES),
                config.actLayer(),
                layout.projection(scope.at("ln2"), hidden, dim, Init.ZEROS),
                path);
    }

    private Layer attention(Scope scope, int dim, int heads, int side) {
        int keys = config.keyDim();
        int values = (int) (keys * config.attnRatio());
        Bias bias = new Bias(scope, heads, side, 1);
        Layer qkv = layout.projection(scope.at("qkv"), dim, heads * (2 * keys + values), Init.ONES);
        Layer proj = projection(scope, heads * values, dim, Init.ZEROS);
        return (x, pass) -> {
            Tensor packed = layout.toHeads(qkv.forward(x, pass), heads);
            Tensor query = packed.slice(3, 0, keys);
            Tensor key = packed.slice(3, keys, 2L * keys);
            Tensor value = packed.slice(3, 2L * keys, 2L * keys + values);
            Tensor seen = query.attention(key, value, bias.of(pass), 0, 1 / Math.sqrt(keys));
            return proj.forward(layout.fromHeads(seen, side), pass);
        };
    }

    private Layer shrinkingAttention(Scope scope, int stage) {
        int dim = config.embedDim().get(stage - 1);
        int side = config.side(stage - 1);
        int keys = config.keyDim();
        int heads = dim / keys;
        int values = (int) (keys * SHRINKING_ATTENTION_RATIO);
        Bias bias = new Bias(scope, heads, side, 2);
        Layer kv = layout.projection(scope.at("kv"), dim, heads * (keys + values), Init.ONES);
        Layer q = layout.projection(scope.at("q").at("ln"), dim, heads * keys, Init.ONES);
        Layer proj = projection(scope, heads * values, config.embedDim().get(stage), Init.ONES);
        return (x, pass) -> {
            Tensor packed = layout.toHeads(kv.forward(x, pass), heads);
            Tensor key = packed.slice(3, 0, keys);
            Tensor value = packed.slice(3, keys, (long) keys + values);
            Tensor query = layout.toHeads(q.forward(layout.everySecond(x, side), pass), heads);
            Tensor seen = query.attention(key, value, bias.of(pass), 0, 1 / Math.sqrt(keys));
            return proj.forward(layout.fromHeads(seen, config.side(stage)), pass);
        };
    }

    private Layer projection(Scope attention, int in, int out, Init scale) {
        Scope scope = attention.at("proj").at("ln");
        return Layer.sequence(config.actLayer(), layout.projection(scope, in, out, scale));
    }

    /**
     * What each head adds to the score of a query and a key: a trained number for each distance (rows apart, columns
     * apart), whatever the direction. It takes the place of a position embedding.
     */
    private static final class Bias {
        private final int heads;
        private final int queries;
        private final int keys;
        private final Param table;
        private final Param index;

        /** @param stride of the queries among the keys' rows and columns */
        Bias(Scope scope, int heads, int side, int stride) {
            this.heads = heads;
            keys = side * side;
            int querySide = (side + stride - 1) / stride;
            queries = querySide * querySide;
            table = scope.weight("attention_biases", Init.ZEROS, heads, keys);
            index = scope.constantIndex("attention_bias_idxs", () -> distances(side, stride), (long) queries * keys);
        }

        private static int[] distances(int side, int stride) {
            int querySide = (side + stride - 1) / stride;
            int[] distances = new int[querySide * querySide * side * side];
            for (int i = 0; i < distances.length; i++) {
                int query = i / (side * side);
                int key = i % (side * side);
                int rows = Math.abs(query / querySide * stride - key / side);
                int columns = Math.abs(query % querySide * stride - key % side);
                distances[i] = rows * side + columns;
            }
            return distances;
        }

        /** (1, heads, queries, keys). */
        Tensor of(Pass pass) {
            return pass.value(table).indexSelect(1, pass.value(index)).reshape(1, heads, queries, keys);
        }
    }
}
