package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * The biases of a packed projection to queries, keys and values in which keys have none, since a softmax over the keys
 * would not see it: Bao et al. 2021 (arXiv 2106.08254).
 */
record QueryValueBias(Param query, Param value) {
    /** Declares {@code q_bias} and {@code v_bias}. */
    static QueryValueBias at(Scope scope, int dim) {
        return new QueryValueBias(scope.weight("q_bias", Init.ZEROS, dim), scope.weight("v_bias", Init.ZEROS, dim));
    }

    /**
     * Declares {@code qkv.weight}, starting truncated normal with deviation 0.02: (..., dim) to (..., 3 dim).
     *
     * @param bias of the projection, or {@code null}
     */
    static Layer projection(Scope scope, int dim, QueryValueBias bias) {
        Param weight = scope.at("qkv").weight("weight", Init.truncatedNormal(0.02), 3L * dim, dim);
        if (bias == null) {
            return (x, pass) -> x.linear(pass.value(weight), null);
        }
        return (x, pass) -> {
            Tensor ofQueries = pass.value(bias.query);
            Tensor all = ofQueries.cat(0, ofQueries.zerosLike(), pass.value(bias.value));
            return x.linear(pass.value(weight), all);
        };
    }
}
