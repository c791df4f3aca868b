package dev.jimm.api.nn;

import dev.jimm.api.API;
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
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record GlobalContext(int channels, int reduced, Activation activation, Init init, Init biasInit) {
    private static final double EPSILON = 1e-6;

    /** Declares {@code conv_attn} and, below {@code mlp_scale}, {@code fc1}, {@code norm} and {@code fc2}. */
    public Layer at(Scope scope) {
        Layer context = context(scope.at("conv_attn"), init);
        Layer gate = Layer.sequence(transform(scope.at("mlp_scale"), init), Activation.SIGMOID);
        return (x, pass) -> x.mul(pass.run(x, context, gate));
    }

    /**
     * The paper's own form: what the convolutions make of the average is added to each place, at first nothing. Declares
     * {@code conv_attn} and, below {@code mlp_add}, {@code fc1}, {@code norm} and {@code fc2}.
     */
    public Layer addingAt(Scope scope) {
        Layer context = context(scope.at("conv_attn"), Init.normal(Math.sqrt(2.0 / channels)));
        Layer transform = transform(scope.at("mlp_add"), Init.ZEROS);
        return (x, pass) -> x.add(pass.run(x, context, transform));
    }

    /** The weighted average of a map: (N, C, 1, 1). */
    private Layer context(Scope scope, Init weights) {
        Layer attention = conv(scope, channels, 1, weights);
        return (x, pass) -> {
            Tensor places = attention.forward(x, pass).flatten(2).softmax(2); // (N, 1, H W)
            return x.flatten(2).matmul(places.transpose(1, 2)).unsqueeze(3);
        };
    }

    private Layer transform(Scope scope, Init last) {
        return Layer.sequence(
                conv(scope.at("fc1"), channels, reduced, init),
                Norm.layerOfMaps(EPSILON).at(scope.at("norm"), reduced),
                activation,
                conv(scope.at("fc2"), reduced, channels, last));
    }

    private Layer conv(Scope scope, int in, int out, Init weights) {
        return Conv2d.of(in, out, 1).withBias().init(weights, biasInit).at(scope);
    }
}
