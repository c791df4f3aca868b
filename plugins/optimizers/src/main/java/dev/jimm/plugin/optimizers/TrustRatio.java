package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;

/** What steps are scaled by for their length: the ratio of norms of LARS and LAMB, and a limit. */
final class TrustRatio {
    private TrustRatio() {}

    /** The ratio, or 1 where a norm is 0: a parameter of zeros would otherwise stay so for ever. All are of rank 0. */
    static Tensor orOne(Tensor ratio, Tensor size, Tensor length) {
        Tensor smaller = size.minimum(length);
        Tensor zero = smaller.zerosLike();
        return smaller.greater(zero).where(ratio, zero.add(1));
    }

    /** What a step must be multiplied by for its quadratic mean to be at most the given one (rank 0). */
    static Tensor limit(Tensor step, double largest) {
        double count = Shapes.count(step.shape());
        return step.norm().reciprocal().mul(largest * Math.sqrt(count)).clamp(0, 1);
    }
}
