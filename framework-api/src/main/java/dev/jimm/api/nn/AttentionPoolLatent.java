package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Pools tokens by attention from one trained query: (N, length, dim) to (N, dim). The "multi-head attention pooling"
 * of Zhai et al. 2021 (arXiv 2106.04560).
 *
 * @param norm before the perceptron
 * @param activation in the perceptron
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AttentionPoolLatent(int dim, int numHeads, double mlpRatio, Norm norm, Layer activation) {
    private static final Init WEIGHTS = Init.truncatedNormal(0.02);

    public AttentionPoolLatent {
        if (dim % numHeads != 0) {
            throw new IllegalArgumentException(dim + " channels do not divide into " + numHeads + " attention heads");
        }
    }

    /** Declares {@code latent}, {@code q}, {@code kv}, {@code proj}, {@code norm} and {@code mlp}. */
    public Layer at(Scope scope) {
        int headDim = dim / numHeads;
        Param latent = scope.weight("latent", truncatedAtTwoDeviations(1 / Math.sqrt(dim)), 1, 1, dim);
        Layer q = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS).at(scope.at("q"));
        Layer kv = Linear.of(dim, 2 * dim).init(WEIGHTS, Init.ZEROS).at(scope.at("kv"));
        Layer proj = Linear.of(dim, dim).init(WEIGHTS, Init.ZEROS).at(scope.at("proj"));
        Layer residual = Layer.sequence(
                norm.at(scope.at("norm"), dim),
                Mlp.of(dim, (int) (dim * mlpRatio)).activation(activation).at(scope.at("mlp")));
        double scale = 1 / Math.sqrt(headDim);
        return (x, pass) -> {
            long batch = x.size(0);
            Tensor query = q.forward(pass.value(latent), pass)
                    .reshape(1, numHeads, 1, headDim)
                    .expand(batch, -1, -1, -1);
            Tensor packed = kv.forward(x, pass) // (N, length, 2 dim) to (2, N, heads, length, channels)
                    .reshape(batch, x.size(1), 2, numHeads, headDim)
                    .permute(2, 0, 3, 1, 4);
            Tensor pooled = query.attention(packed.select(0, 0), packed.select(0, 1), null, 0, scale);
            Tensor token = proj.forward(pooled.reshape(batch, dim), pass);
            return token.add(residual.forward(token, pass));
        };
    }

    private static Init truncatedAtTwoDeviations(double deviation) {
        return (values, shape, random) -> {
            Init.truncatedNormal(1).fill(values, shape, random);
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) deviation;
            }
        };
    }
}
