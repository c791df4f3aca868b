package dev.jimm.core.loss;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * @param threshold {@code null} for none
 * @param positiveWeights none for 1
 */
record BinaryCrossEntropy(Double threshold, boolean sumClasses, List<Double> positiveWeights) implements Loss {
    @Override
    public Tensor of(Tensor logits, Tensor targets) {
        Tensor x = logits.to(ElementType.FLOAT32);
        Tensor weights = positiveWeights.isEmpty()
                ? null
                : x.vectorLike(positiveWeights.stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        Tensor loss = x.binaryCrossEntropy(wanted(targets), weights);
        return sumClasses ? loss.mul(x.size(1)) : loss;
    }

    private Tensor wanted(Tensor targets) {
        return threshold == null ? targets : targets.sub(threshold).sign().relu();
    }

    @Override
    public boolean takesIndices(boolean mixing) {
        return false;
    }
}
