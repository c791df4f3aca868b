package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Global response normalisation, Woo et al. 2023 (arXiv 2301.00808): strengthens the channels whose maps have a larger
 * norm than those of the others, {@code x + weight * x * norm / mean(norms) + bias}. Keeps type and shape; starts as the
 * identity.
 *
 * <p>{@code new GlobalResponseNorm(384).at(scope.at("grn"))}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public record GlobalResponseNorm(int channels) {
    private static final double EPSILON = 1e-6;

    /** Declares {@code weight} and {@code bias}; of (N, H, W, channels). */
    public Layer at(Scope scope) {
        Param weight = scope.weight("weight", Init.ZEROS, channels);
        Param bias = scope.weight("bias", Init.ZEROS, channels);
        return (x, pass) -> apply(x, pass.value(weight), pass.value(bias), 3, 1, 2);
    }

    /** Declares {@code weight} and {@code bias}; of maps (N, channels, H, W). */
    public Layer ofMaps(Scope scope) {
        Param weight = scope.weight("weight", Init.ZEROS, channels);
        Param bias = scope.weight("bias", Init.ZEROS, channels);
        return (x, pass) -> apply(
                x, pass.value(weight).reshape(channels, 1, 1), pass.value(bias).reshape(channels, 1, 1), 1, 2, 3);
    }

    private static Tensor apply(Tensor x, Tensor weight, Tensor bias, long channelAxis, long... places) {
        Tensor norms = x.normKeep(places);
        Tensor relative = norms.div(norms.meanKeep(channelAxis).add(EPSILON));
        return x.mul(relative).mul(weight).add(bias).add(x).to(x.type());
    }
}
