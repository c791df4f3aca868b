package dev.jimm.core.loss;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import java.util.Arrays;

/**
 * @param splits the views of each sample: all first views stand before all second ones
 * @param alpha the weight of the divergence
 * @param first the loss of the first views
 */
record JensenShannon(int splits, double alpha, CrossEntropy first) implements Loss {
    /** Keeps the logarithm of the mixture, and with it the divergence, from exploding. */
    private static final double LEAST_PROBABILITY = 1e-7;

    @Override
    public Tensor of(Tensor logits, Tensor targets) {
        Tensor[] views = logits.to(ElementType.FLOAT32).chunk(splits, 0);
        return first.of(views[0], targets.chunk(splits, 0)[0])
                .add(divergence(views).mul(alpha));
    }

    /** The mean of the Kullback-Leibler divergences of the views from their mixture. */
    private Tensor divergence(Tensor[] views) {
        Tensor mixture = Arrays.stream(views)
                .map(view -> view.softmax(1))
                .reduce(Tensor::add)
                .orElseThrow()
                .div(splits)
                .clamp(LEAST_PROBABILITY, 1)
                .log();
        return Arrays.stream(views)
                .map(view -> view.softmax(1).mul(view.logSoftmax(1).sub(mixture)))
                .map(ofClasses -> ofClasses.sum(1).mean(0))
                .reduce(Tensor::add)
                .orElseThrow()
                .div(splits);
    }

    @Override
    public boolean takesIndices(boolean mixing) {
        return true;
    }
}
