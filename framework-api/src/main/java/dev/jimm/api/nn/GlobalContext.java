package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * Global context attention, Cao et al. 2019 (arXiv 1904.11492): scales each channel by a gate that two 1x1 convolutions
 * compute from a weighted average of the map. Keeps the shape (N, C, H, W).
 *
 * @param reduced the number of channels between the two convolutions
 * @param activation between the two convolutions
 * @param init the initial values of the weights
 * @param biasInit the initial values of the biases; {@code null} for PyTorch's
 */
public record GlobalContext(int channels, int reduced, Activation activation, Init init, Init biasInit) {
    private static final double EPSILON = 1e-6;

    /** Declares {@code conv_attn} and, below {@code mlp_scale}, {@code fc1}, {@code norm} and {@code fc2}. */
    public Layer at(Scope scope) {
        Layer attention = conv(scope.at("conv_attn"), channels, 1);
        Scope scale = scope.at("mlp_scale");
        Layer gate = Layer.sequence(
                conv(scale.at("fc1"), channels, reduced),
                Norm.layerOfMaps(EPSILON).at(scale.at("norm"), reduced),
                activation,
                conv(scale.at("fc2"), reduced, channels),
                Activation.SIGMOID);
        return (x, pass) -> {
            Tensor places = attention.forward(x, pass).flatten(2).softmax(2); // (N, 1, H W)
            Tensor context = x.flatten(2).matmul(places.transpose(1, 2)).unsqueeze(3); // (N, C, 1, 1)
            return x.mul(gate.forward(context, pass));
        };
    }

    private Layer conv(Scope scope, int in, int out) {
        return Conv2d.of(in, out, 1).withBias().init(init, biasInit).at(scope);
    }
}
