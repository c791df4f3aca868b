package dev.jimm.core.loss;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;

/** @param smoothing the part of each target that is spread over all classes */
record AsymmetricSingleLabel(Focus focus, double smoothing) implements Loss {
    @Override
    public Tensor of(Tensor logits, Tensor targets) {
        Tensor logarithms = logits.to(ElementType.FLOAT32).logSoftmax(1);
        int classes = Math.toIntExact(logits.size(1));
        Tensor wanted = targets.oneHot(classes).to(ElementType.FLOAT32);
        Tensor there = logarithms.exp();
        Tensor weights = focus.weights(there, there.neg().add(1), wanted);
        Tensor smoothed = wanted.mul(1 - smoothing).add(smoothing / classes);
        return smoothed.mul(logarithms).mul(weights).sum(1).mean(0).neg();
    }

    @Override
    public boolean takesIndices(boolean mixing) {
        return true;
    }
}
