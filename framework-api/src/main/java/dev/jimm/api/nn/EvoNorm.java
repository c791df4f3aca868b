package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Normalisation and activation in one, without statistics of the batch: EvoNorm-S0, Liu et al. 2020 (arXiv 2004.02967):
 * {@code x * sigmoid(v * x) / deviation}, where the deviation is that of a group of channels. Keeps the type and
 * the shape (N, C, H, W).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EvoNorm {
    private static final double EPSILON = 1e-5;
    private static final double DIVIDING_EPSILON = 1e-3;

    private EvoNorm() {}

    /** Declares {@code weight}, {@code bias} and {@code v}. */
    public static Layer at(Scope scope, int channels, int groups) {
        Layer affine = affine(scope, channels);
        Param v = scope.weight("v", Init.ONES, channels);
        return (x, pass) -> {
            Tensor gate = x.mul(pass.value(v).reshape(channels, 1, 1)).sigmoid();
            return affine.forward(normalised(x, groups, EPSILON).mul(gate).to(x.type()), pass);
        };
    }

    /**
     * As timm's {@code EvoNorm2dS0a}: with an epsilon of 1e-3, and dividing by the deviation also where there is no
     * activation. Declares {@code weight}, {@code bias} and, if it activates, {@code v}.
     *
     * @param scale the initial values of the weight
     */
    public static Layer dividing(Scope scope, int channels, int groups, boolean activates, Init scale) {
        Layer affine = affine(scope, channels, scale);
        Param v = activates ? scope.weight("v", Init.ONES, channels) : null;
        return (x, pass) -> {
            Tensor normalised = normalised(x, groups, DIVIDING_EPSILON);
            Tensor activated = v == null
                    ? normalised
                    : normalised.mul(
                            x.mul(pass.value(v).reshape(channels, 1, 1)).sigmoid());
            return affine.forward(activated.to(x.type()), pass);
        };
    }

    private static Tensor normalised(Tensor x, int groups, double epsilon) {
        Tensor grouped = x.reshape(x.size(0), groups, x.size(1) / groups, x.size(2), x.size(3));
        Tensor deviation = grouped.varKeep(false, 2, 3, 4).add(epsilon).sqrt();
        return grouped.div(deviation).reshape(x.shape());
    }

    /** What is left of it where there is no activation: a scale and an offset. Declares {@code weight} and {@code bias}. */
    public static Layer affine(Scope scope, int channels) {
        return affine(scope, channels, Init.ONES);
    }

    private static Layer affine(Scope scope, int channels, Init scale) {
        Param weight = scope.weight("weight", scale, channels);
        Param bias = scope.weight("bias", Init.ZEROS, channels);
        return (x, pass) -> x.mul(pass.value(weight).reshape(channels, 1, 1))
                .add(pass.value(bias).reshape(channels, 1, 1))
                .to(x.type());
    }
}
