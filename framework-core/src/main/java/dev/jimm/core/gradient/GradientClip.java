package dev.jimm.core.gradient;

import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/** The ways to limit gradients, as timm and PyTorch have them: what they have to be multiplied by. */
public final class GradientClip {
    /** As in PyTorch's clip_grad_norm_. */
    private static final double NORM_EPSILON = 1e-6;
    /** The least norm of a unit's weights, so that units that start at zero can leave it. */
    private static final double LEAST_WEIGHT_NORM = 1e-3;

    private static final double LEAST_GRADIENT_NORM = 1e-6;

    private GradientClip() {}

    /** The Euclidean norm of all gradients together, of rank 0. */
    public static Tensor norm(List<Tensor> gradients) {
        return Tensor.cat(
                        0,
                        gradients.stream()
                                .map(gradient -> gradient.norm().unsqueeze(0))
                                .toList())
                .norm();
    }

    /** What gradients of a norm have to be multiplied by, at most 1. */
    static Tensor normFactor(Tensor norm, double maxNorm) {
        return norm.add(NORM_EPSILON).reciprocal().mul(maxNorm).clamp(0, 1);
    }

    /** What a gradient has to be multiplied by, a number for each output unit. */
    static Tensor adaptiveFactor(Tensor weight, Tensor gradient, double part) {
        Tensor most = unitNorm(weight)
                .clamp(LEAST_WEIGHT_NORM, Double.POSITIVE_INFINITY)
                .mul(part);
        Tensor norm = unitNorm(gradient).clamp(LEAST_GRADIENT_NORM, Double.POSITIVE_INFINITY);
        return most.div(norm).clamp(0, 1);
    }

    /** Of all axes but the first; a tensor of one axis is one unit. */
    private static Tensor unitNorm(Tensor tensor) {
        return tensor.rank() < 2
                ? tensor.norm()
                : tensor.normKeep(LongStream.range(1, tensor.rank()).toArray());
    }
}
