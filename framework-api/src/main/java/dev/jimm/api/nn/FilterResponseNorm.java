package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Normalisation and activation in one, of each channel of each sample by itself: Singh and Krishnan 2019 (arXiv
 * 1911.09737). The channel is divided by its root mean square, scaled, and cut from below at a trained threshold. Keeps
 * the type and the shape (N, C, H, W).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FilterResponseNorm {
    private static final double EPSILON = 1e-5;

    private FilterResponseNorm() {}

    /** Declares {@code weight}, {@code bias} and the threshold {@code tau}. */
    public static Layer at(Scope scope, int channels) {
        Layer affine = EvoNorm.affine(scope, channels);
        Param threshold = scope.weight("tau", Init.ZEROS, channels);
        return (x, pass) -> {
            Tensor inverse = x.mul(x).meanKeep(2, 3).add(EPSILON).rsqrt();
            Tensor normalised = affine.forward(x.mul(inverse), pass);
            return normalised
                    .maximum(pass.value(threshold).reshape(channels, 1, 1))
                    .to(x.type());
        };
    }
}
