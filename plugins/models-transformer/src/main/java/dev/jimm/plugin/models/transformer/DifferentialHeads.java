package dev.jimm.plugin.models.transformer;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.Tensor;

/**
 * The heads of differential attention, Ye et al. 2024 (arXiv 2410.05258): each has two attention maps, of which the
 * second, times a trained factor, is taken from the first.
 *
 * <p>A head's queries and keys have half the channels of its values. Made in two steps, because the state dict has the
 * factor's tensors before all others of an attention and the norm near its end.
 */
final class DifferentialHeads {
    private final int numHeads;
    private final int queryChannels;
    private final double attnDrop;
    private final double lambdaInit;
    private final Param[] lambda;

    /** Declares {@code lambda_q1}, {@code lambda_k1}, {@code lambda_q2} and {@code lambda_k2}. */
    DifferentialHeads(Scope scope, VisionTransformerConfig config, int block) {
        numHeads = config.numHeads();
        queryChannels = config.embedDim() / numHeads / 2;
        attnDrop = config.attnDropRate();
        lambdaInit = 0.8 - 0.6 * Math.exp(-0.3 * block);
        String[] names = {"lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"};
        lambda = new Param[names.length];
        for (int i = 0; i < names.length; i++) {
            lambda[i] = scope.weight(names[i], Init.normal(0.1), queryChannels);
        }
    }

    int queryChannels() {
        return queryChannels;
    }

    /** Declares {@code sub_norm}, the norm of each head's result. */
    Layer subNorm(Scope scope) {
        Layer norm = Norm.rootMeanSquare(1e-5).at(scope.at("sub_norm"), 2 * queryChannels);
        return (x, pass) -> norm.forward(x, pass).mul(1 - lambdaInit);
    }

    /**
     * @param query (N, length, 2 heads, query channels)
     * @param key as the query
     * @param value (N, length, dim)
     * @return (N, length, dim)
     */
    Tensor attend(Tensor query, Tensor key, Tensor value, Layer subNorm, Pass pass) {
        Tensor values = value.reshape(value.size(0), value.size(1), numHeads, 2 * queryChannels)
                .transpose(1, 2);
        Tensor first = map(query, key, values, 0, pass);
        Tensor second = map(query, key, values, 1, pass);
        Tensor heads = subNorm.forward(first.sub(second.mul(factor(pass))), pass);
        return heads.transpose(1, 2).reshape(value.shape());
    }

    private Tensor map(Tensor query, Tensor key, Tensor values, int which, Pass pass) {
        double dropout = pass.training() ? attnDrop : 0;
        return half(query, which).attention(half(key, which), values, null, dropout, 1 / Math.sqrt(queryChannels));
    }

    private Tensor half(Tensor x, int which) { // to (N, heads, length, query channels)
        return x.reshape(x.size(0), x.size(1), numHeads, 2, queryChannels)
                .select(3, which)
                .transpose(1, 2);
    }

    private Tensor factor(Pass pass) {
        Tensor first = pass.value(lambda[0]).mul(pass.value(lambda[1])).sum().exp();
        Tensor second = pass.value(lambda[2]).mul(pass.value(lambda[3])).sum().exp();
        return first.sub(second).add(lambdaInit);
    }
}
