package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Drop;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Linear;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * The first token's view of all, Touvron et al. 2021 (arXiv 2103.17239): (N, length, dim) to (N, 1, dim).
 *
 * @param attnDrop dropout of the attention weights
 * @param projDrop dropout of the result
 */
record ClassAttention(int dim, int numHeads, boolean qkvBias, double attnDrop, double projDrop) {
    /** Declares {@code q}, {@code k}, {@code v} and {@code proj}. */
    Layer at(Scope scope) {
        Layer query = linear().bias(qkvBias).at(scope.at("q"));
        Layer key = linear().bias(qkvBias).at(scope.at("k"));
        Layer value = linear().bias(qkvBias).at(scope.at("v"));
        Layer proj = linear().at(scope.at("proj"));
        Layer drop = Drop.dropout(projDrop);
        double scale = 1 / Math.sqrt((double) dim / numHeads);
        return (x, pass) -> {
            Tensor q = heads(query.forward(x.slice(1, 0, 1), pass));
            Tensor k = heads(key.forward(x, pass));
            Tensor v = heads(value.forward(x, pass));
            Tensor seen = q.attention(k, v, null, pass.training() ? attnDrop : 0, scale);
            return pass.run(seen.transpose(1, 2).reshape(x.size(0), 1, dim), proj, drop);
        };
    }

    /** (N, length, dim) to (N, heads, length, channels). */
    private Tensor heads(Tensor x) {
        return x.reshape(x.size(0), x.size(1), numHeads, dim / numHeads).transpose(1, 2);
    }

    private Linear linear() {
        return Linear.of(dim, dim).init(Init.truncatedNormal(0.02), Init.ZEROS);
    }
}
