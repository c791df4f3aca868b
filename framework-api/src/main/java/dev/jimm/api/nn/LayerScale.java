package dev.jimm.api.nn;

import dev.jimm.api.API;

/**
 * Scales each channel by a trained factor, Touvron et al. 2021 (arXiv 2103.17239); keeps the shape.
 *
 * @param initialValue where all factors start
 */
@API(status = API.Status.STABLE, since = "0.1")
public record LayerScale(int channels, double initialValue) {
    /** Declares {@code gamma}; of (..., channels). */
    public Layer at(Scope scope) {
        Param gamma = gamma(scope);
        return (x, pass) -> x.mul(pass.value(gamma));
    }

    /** Declares {@code gamma}; of maps (N, channels, H, W), whose type it keeps. */
    public Layer ofMaps(Scope scope) {
        Param gamma = gamma(scope);
        return (x, pass) -> x.mul(pass.value(gamma).reshape(channels, 1, 1)).to(x.type());
    }

    private Param gamma(Scope scope) {
        return scope.weight("gamma", Init.constant(initialValue), channels);
    }
}
