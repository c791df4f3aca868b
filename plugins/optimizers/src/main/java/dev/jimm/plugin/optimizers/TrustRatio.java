package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Tensor;

/** Of the norm of a parameter to that of its step, which LARS and LAMB scale the step by. */
final class TrustRatio {
    private TrustRatio() {}

    /** The ratio, or 1 where a norm is 0: a parameter of zeros would otherwise stay so for ever. All are of rank 0. */
    static Tensor orOne(Tensor ratio, Tensor size, Tensor length) {
        Tensor smaller = size.minimum(length);
        Tensor zero = smaller.zerosLike();
        return smaller.greater(zero).where(ratio, zero.add(1));
    }
}
