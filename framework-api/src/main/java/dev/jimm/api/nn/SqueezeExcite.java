package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * Squeeze and excitation, Hu et al. 2017 (arXiv 1709.01507): scales each channel by a gate that two 1x1 convolutions
 * compute from the averages of all channels. Keeps the shape (N, C, H, W).
 *
 * <p>{@code SqueezeExcite.of(256).at(scope.at("se"))}; unless told otherwise it reduces to a sixteenth of the channels.
 *
 * @param reduced the number of channels between the two convolutions
 * @param init the initial values of the two weights
 */
public record SqueezeExcite(int channels, int reduced, Init init) {
    private static final int DIVISOR = 8;

    public static SqueezeExcite of(int channels) {
        return new SqueezeExcite(channels, 0, Init.torchDefault()).ratio(1.0 / 16);
    }

    /** Reduces to this part of the channels, rounded to a multiple of 8 and at least 8. */
    public SqueezeExcite ratio(double value) {
        return reduced(Math.max(DIVISOR, (int) (channels * value + DIVISOR / 2.0) / DIVISOR * DIVISOR));
    }

    /** Reduces to this number of channels. */
    public SqueezeExcite reduced(int value) {
        return new SqueezeExcite(channels, value, init);
    }

    public SqueezeExcite init(Init value) {
        return new SqueezeExcite(channels, reduced, value);
    }

    /** Declares {@code fc1} and {@code fc2}, each with {@code weight} and {@code bias}. */
    public Layer at(Scope scope) {
        Layer gate = Layer.sequence(
                Conv2d.of(channels, reduced, 1).withBias().init(init).at(scope.at("fc1")),
                Activation.RELU,
                Conv2d.of(reduced, channels, 1).withBias().init(init).at(scope.at("fc2")),
                Activation.SIGMOID);
        return (Tensor x, Pass pass) -> x.mul(gate.forward(x.meanKeep(2, 3), pass));
    }
}
