package dev.jimm.plugin.optimizers;

import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** The forms of weight decay. Where a group does not decay, none of them does anything. */
final class Decay {
    /** Of decoupled decay. */
    static final String DECOUPLED_PAPER = "https://arxiv.org/abs/1711.05101";

    /** Of corrected decay. */
    static final String CORRECTED_PAPER = "https://arxiv.org/abs/2506.02285";

    private Decay() {}

    /**
     * Shrinks the parameter itself, by its rate times its decay (Loshchilov and Hutter,
     * <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>, 2017).
     *
     * @param corrected whether the square of the rate takes its place, over the rate that the schedule starts from, so
     *     that weights stay in proportion to gradients when the rate falls (Defazio,
     *     <a href="https://arxiv.org/abs/2506.02285">Why Gradients Rapidly Increase Near the End of Training</a>, 2025)
     */
    static void decoupled(ParameterUpdate update, boolean corrected) {
        shrink(update, step -> scale(step, corrected));
    }

    /** Shrinks the parameter itself, by its decay times what a step says. */
    static void shrink(ParameterUpdate update, ToDoubleFunction<Step> scale) {
        double decay = update.weightDecay();
        if (decay != 0) {
            update.value().mul_(update.number(step -> 1 - scale.applyAsDouble(step) * decay));
        }
    }

    private static double scale(Step step, boolean corrected) {
        return corrected ? step.rate() * step.rate() / step.baseRate() : step.rate();
    }

    /** The gradient with decay times the parameter in it. May be the gradient itself, so not to be written. */
    static Tensor added(ParameterUpdate update) {
        return update.weightDecay() == 0
                ? update.gradient()
                : update.value().mul(update.weightDecay()).add(update.gradient());
    }
}
