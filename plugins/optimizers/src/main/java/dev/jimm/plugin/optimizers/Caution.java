package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Tensor;

/**
 * Caution: an update moves only those values that the gradient of the same step would move the same way, and these so
 * much further that the update keeps its size on average.
 *
 * <p>Liang et al., <a href="https://arxiv.org/abs/2411.16085">Cautious Optimizers: Improving Training with One Line of
 * Code</a>, 2024.
 */
final class Caution {
    static final String PAPER = "https://arxiv.org/abs/2411.16085";

    /** The smallest part of the values that is taken to agree, lest a few that do are flung far away. */
    private static final double LEAST_AGREEMENT = 1e-3;

    private Caution() {}

    /** The update without the values whose sign is not the gradient's; a tensor of its own. */
    static Tensor masked(Tensor update, Tensor gradient) {
        Tensor agrees = update.mul(gradient).sign().relu();
        Tensor part = agrees.mean().clamp(LEAST_AGREEMENT, 1);
        return agrees.mul_(part.reciprocal()).mul_(update);
    }
}
