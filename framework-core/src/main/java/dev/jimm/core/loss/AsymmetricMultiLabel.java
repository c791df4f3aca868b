package dev.jimm.core.loss;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;

/**
 * @param clip what is added to the probability that a class is not there
 * @param least the least probability that a logarithm is taken of
 */
record AsymmetricMultiLabel(Focus focus, double clip, double least) implements Loss {
    @Override
    public Tensor of(Tensor logits, Tensor targets) {
        Tensor there = logits.to(ElementType.FLOAT32).sigmoid();
        Tensor absent = there.neg().add(1 + clip).clamp(0, 1);
        Tensor likelihood = targets.mul(there.clamp(least, 1).log())
                .add(targets.neg().add(1).mul(absent.clamp(least, 1).log()));
        return likelihood.mul(focus.weights(there, absent, targets)).sum().neg();
    }

    @Override
    public boolean takesIndices(boolean mixing) {
        return false;
    }
}
