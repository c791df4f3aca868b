package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * A convolution with standardised weights: whatever their values, what one output sees is weighted with mean 0 and
 * variance 1. Qiao et al. 2019 (arXiv 1903.10520). (N, in, H, W) to (N, out, H', W').
 *
 * <p>{@code new StdConv2d(Conv2d.of(64, 128, 3), 1e-6).at(scope.at("conv1"))}. Stride, padding (TensorFlow's SAME too),
 * groups, bias and initial values are those of the convolution.
 *
 * @param epsilon added to the variance
 */
@API(status = API.Status.STABLE, since = "0.1")
public record StdConv2d(Conv2d conv, double epsilon) {
    public StdConv2d {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("'epsilon' of a convolution must be positive, is " + epsilon);
        }
    }

    /** Declares {@code weight} and, if there is one, {@code bias}. */
    public Layer at(Scope scope) {
        Param weight = conv.weightAt(scope);
        Param bias = conv.biasAt(scope, weight);
        return (x, pass) -> conv.apply(x, standardised(pass.value(weight)), pass.value(bias));
    }

    /**
     * Scaled weight standardisation, Brock et al. 2021 (arXiv 2101.08692): the outputs of normalised inputs have
     * variance 1, so that a network needs no norms. Also declares {@code gain}: (out, 1, 1, 1), by which the weights
     * are multiplied.
     *
     * @param gamma by what the activation before the convolution lowers the deviation of its input
     * @param gain where the trained gains start
     */
    public Layer scaledAt(Scope scope, double gamma, double gain) {
        Param weight = conv.weightAt(scope);
        Param bias = conv.biasAt(scope, weight);
        Param gains = scope.weight("gain", Init.constant(gain), conv.out(), 1, 1, 1);
        double scale = gamma / Math.sqrt(Init.fanIn(weight.shape()));
        return (x, pass) -> {
            Tensor scaled =
                    standardised(pass.value(weight)).mul(pass.value(gains).mul(scale));
            return conv.apply(x, scaled, pass.value(bias));
        };
    }

    private Tensor standardised(Tensor weight) {
        long[] fan = {Init.fanIn(weight.shape())};
        return weight.flatten(1).layerNorm(fan, null, null, epsilon).reshape(weight.shape());
    }
}
