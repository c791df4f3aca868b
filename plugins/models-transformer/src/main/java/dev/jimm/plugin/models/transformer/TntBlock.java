package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Mlp;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * A block of {@link Tnt}: a transformer block inside of patches, what it says to the patches, a transformer block
 * between them.
 *
 * @param inner of the places of a patch: (N * patches, places, innerDim) to the same shape
 * @param joining of the places to what is added to their patch: (N * patches, places, innerDim) to (N, patches, dim)
 * @param outer of class token and patches: (N, 1 + patches, dim) to the same shape
 */
record TntBlock(Layer inner, Layer joining, Layer outer) {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);
    /** The hidden width of the inner perceptron, in units of its channels. */
    private static final int INNER_RATIO = 4;

    /** The places inside of patches, and the patches after the class token. */
    record State(Tensor places, Tensor patches) {}

    static TntBlock at(TntConfig config, double dropPath, Scope scope) {
        int dim = config.innerDim();
        Layer path = Drop.path(dropPath);
        Layer inner = Layer.sequence(
                Residual.of(
                        Tnt.NORM.at(scope.at("norm_in"), dim),
                        attention(config, dim, config.numHeadsInner(), scope.at("attn_in")),
                        path),
                Residual.of(
                        Tnt.NORM.at(scope.at("norm_mlp_in"), dim),
                        perceptron(config, dim, INNER_RATIO * dim, scope.at("mlp_in")),
                        path));
        Layer joining = joining(config, scope);
        int outerDim = config.embedDim();
        Layer outer = Layer.sequence(
                Residual.of(
                        Tnt.NORM.at(scope.at("norm_out"), outerDim),
                        attention(config, outerDim, config.numHeadsOuter(), scope.at("attn_out")),
                        path),
                Residual.of(
                        Tnt.NORM.at(scope.at("norm_mlp"), outerDim),
                        perceptron(config, outerDim, (int) (outerDim * config.mlpRatio()), scope.at("mlp")),
                        path));
        return new TntBlock(inner, joining, outer);
    }

    State forward(State before, Pass pass) {
        Tensor places = inner.forward(before.places, pass);
        Tensor classToken = before.patches.slice(1, 0, 1);
        Tensor patches = before.patches.slice(1, 1, before.patches.size(1));
        Tensor told = classToken.cat(1, patches.add(joining.forward(places, pass)));
        return new State(places, outer.forward(told, pass));
    }

    /** The first code normalised each place by itself, the later one all of a patch together, and again at the end. */
    private static Layer joining(TntConfig config, Scope scope) {
        int dim = config.embedDim();
        int joined = config.joinedDim();
        Layer join = join(config);
        Linear proj = Linear.of(joined, dim).init(WEIGHTS, Init.ZEROS);
        return config.legacy()
                ? Layer.sequence(
                        Tnt.NORM.at(scope.at("norm1_proj"), config.innerDim()), join, proj.at(scope.at("proj")))
                : Layer.sequence(
                        join,
                        Tnt.NORM.at(scope.at("norm1_proj"), joined),
                        proj.bias(false).at(scope.at("proj")),
                        Tnt.NORM.at(scope.at("norm2_proj"), dim));
    }

    /** The places of a patch one after the other: (N * patches, places, innerDim) to (N, patches, joinedDim). */
    static Layer join(TntConfig config) {
        int patches = config.patches();
        return (x, pass) -> x.reshape(x.size(0) / patches, patches, config.joinedDim());
    }

    /** Attention whose values have a projection of their own: (N, length, dim) to the same shape. */
    private static Layer attention(TntConfig config, int dim, int heads, Scope scope) {
        Linear plain = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS);
        Layer queryAndKey = Linear.of(dim, 2 * dim)
                .bias(config.qkvBias())
                .init(WEIGHTS, Init.ZEROS)
                .at(scope.at("qk"));
        Layer value = plain.bias(config.qkvBias()).at(scope.at("v"));
        Layer proj = plain.at(scope.at("proj"));
        Layer drop = Drop.dropout(config.projDropRate());
        double scale = 1 / Math.sqrt((double) dim / heads);
        return (x, pass) -> {
            Tensor packed = Tokens.heads(queryAndKey.forward(x, pass), 2, heads);
            Tensor values = Tokens.heads(value.forward(x, pass), 1, heads).select(0, 0);
            double dropout = pass.training() ? config.attnDropRate() : 0;
            Tensor seen = packed.select(0, 0).attention(packed.select(0, 1), values, null, dropout, scale);
            return pass.run(seen.transpose(1, 2).reshape(x.shape()), proj, drop);
        };
    }

    private static Layer perceptron(TntConfig config, int dim, int hidden, Scope scope) {
        return Mlp.of(dim, hidden).drop(config.projDropRate()).at(scope);
    }
}
