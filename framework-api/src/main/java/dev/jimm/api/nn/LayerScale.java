package dev.jimm.api.nn;

/**
 * Scales each channel of the last axis by a trained factor, Touvron et al. 2021 (arXiv 2103.17239): (..., channels) to
 * the same shape.
 *
 * @param initialValue where all factors start
 */
public record LayerScale(int channels, double initialValue) {
    /** Declares {@code gamma}. */
    public Layer at(Scope scope) {
        Param gamma = scope.weight("gamma", Init.constant(initialValue), channels);
        return (x, pass) -> x.mul(pass.value(gamma));
    }
}
