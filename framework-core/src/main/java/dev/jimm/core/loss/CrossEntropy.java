package dev.jimm.core.loss;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;

/** @param smoothing of targets that are indices */
record CrossEntropy(double smoothing) implements Loss {
    @Override
    public Tensor of(Tensor logits, Tensor targets) {
        return logits.to(ElementType.FLOAT32)
                .crossEntropy(targets, targets.type() == ElementType.INT64 ? smoothing : 0);
    }

    @Override
    public boolean takesIndices(boolean mixing) {
        return !mixing;
    }
}
