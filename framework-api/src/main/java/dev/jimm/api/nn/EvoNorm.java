package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * Normalisation and activation in one, without statistics of the batch: EvoNorm-S0, Liu et al. 2020 (arXiv 2004.02967):
 * {@code x * sigmoid(v * x) / deviation}, where the deviation is that of a group of channels. Keeps the type and
 * the shape (N, C, H, W).
 */
public final class EvoNorm {
    private static final double EPSILON = 1e-5;

    private EvoNorm() {}

    /** Declares {@code weight}, {@code bias} and {@code v}. */
    public static Layer at(Scope scope, int channels, int groups) {
        Layer affine = affine(scope, channels);
        Param v = scope.weight("v", Init.ONES, channels);
        return (x, pass) -> {
            Tensor gate = x.mul(pass.value(v).reshape(channels, 1, 1)).sigmoid();
            Tensor grouped = x.reshape(x.size(0), groups, channels / groups, x.size(2), x.size(3));
            Tensor deviation = grouped.varKeep(false, 2, 3, 4).add(EPSILON).sqrt();
            return affine.forward(
                    grouped.div(deviation).reshape(x.shape()).mul(gate).to(x.type()), pass);
        };
    }

    /** What is left of it where there is no activation: a scale and an offset. Declares {@code weight} and {@code bias}. */
    public static Layer affine(Scope scope, int channels) {
        Param weight = scope.weight("weight", Init.ONES, channels);
        Param bias = scope.weight("bias", Init.ZEROS, channels);
        return (x, pass) -> x.mul(pass.value(weight).reshape(channels, 1, 1))
                .add(pass.value(bias).reshape(channels, 1, 1))
                .to(x.type());
    }
}
