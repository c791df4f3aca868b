package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Squeeze and excitation, Hu et al. 2017 (arXiv 1709.01507): scales each channel by a gate that two 1x1 convolutions
 * compute from the averages of all channels. Keeps the shape (N, C, H, W).
 *
 * <p>{@code SqueezeExcite.of(256).at(scope.at("se"))}; unless told otherwise it reduces to a sixteenth of the channels,
 * with ReLU between the convolutions {@code fc1} and {@code fc2} and a sigmoid as gate.
 *
 * @param reduced the number of channels between the two convolutions
 * @param reduceName where the first convolution stands
 * @param expandName where the second convolution stands
 * @param activation between the two convolutions
 * @param init the initial values of the two weights
 * @param biasInit the initial values of the two biases; {@code null} for PyTorch's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record SqueezeExcite(
        int channels,
        int reduced,
        String reduceName,
        String expandName,
        Activation activation,
        Activation gate,
        Init init,
        Init biasInit) {
    private static final int DIVISOR = 8;

    public static SqueezeExcite of(int channels) {
        return new SqueezeExcite(
                        channels, 0, "fc1", "fc2", Activation.RELU, Activation.SIGMOID, Init.torchDefault(), null)
                .ratio(1.0 / 16);
    }

    /** Reduces to this part of the channels, rounded to a multiple of 8 and at least 8. */
    public SqueezeExcite ratio(double value) {
        return reduced(Math.max(DIVISOR, (int) (channels * value + DIVISOR / 2.0) / DIVISOR * DIVISOR));
    }

    /** Reduces to this number of channels. */
    public SqueezeExcite reduced(int value) {
        return new SqueezeExcite(channels, value, reduceName, expandName, activation, gate, init, biasInit);
    }

    public SqueezeExcite names(String reduce, String expand) {
        return new SqueezeExcite(channels, reduced, reduce, expand, activation, gate, init, biasInit);
    }

    /** What stands between the convolutions, and what makes their result a gate. */
    public SqueezeExcite activations(Activation between, Activation last) {
        return new SqueezeExcite(channels, reduced, reduceName, expandName, between, last, init, biasInit);
    }

    public SqueezeExcite init(Init weights) {
        return init(weights, biasInit);
    }

    public SqueezeExcite init(Init weights, Init biases) {
        return new SqueezeExcite(channels, reduced, reduceName, expandName, activation, gate, weights, biases);
    }

    /** Declares the two convolutions, each with {@code weight} and {@code bias}. */
    public Layer at(Scope scope) {
        Layer excitation = Layer.sequence(
                conv(scope.at(reduceName), channels, reduced),
                activation,
                conv(scope.at(expandName), reduced, channels),
                gate);
        return (Tensor x, Pass pass) -> x.mul(excitation.forward(x.meanKeep(2, 3), pass));
    }

    private Layer conv(Scope scope, int in, int out) {
        return Conv2d.of(in, out, 1).withBias().init(init, biasInit).at(scope);
    }
}
