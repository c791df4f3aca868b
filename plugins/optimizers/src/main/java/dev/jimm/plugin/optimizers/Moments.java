package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/** What Adam and its relatives share: running averages of a gradient and of its square, which start at zero. */
final class Moments {
    /** The average of the gradient; named as in PyTorch. */
    static final String FIRST = "exp_avg";

    /** The average of the gradient's square; named as in PyTorch. */
    static final String SECOND = "exp_avg_sq";

    /** The largest values that the average of the square has had; named as in PyTorch. */
    static final String LARGEST = "max_exp_avg_sq";

    private Moments() {}

    static List<StateTensor> state(Param parameter) {
        return List.of(StateTensor.like(parameter, FIRST), StateTensor.like(parameter, SECOND));
    }

    /** The gradient that the averages take in: with the weight decay in it, or, when that is decoupled, as it is. */
    static Tensor gradient(ParameterUpdate update, boolean decoupledDecay, boolean correctedDecay) {
        if (!decoupledDecay) {
            return Decay.added(update);
        }
        Decay.decoupled(update, correctedDecay);
        return update.gradient();
    }

    /** Moves the average of the gradients on by one. */
    static Tensor first(ParameterUpdate update, Tensor gradient, double beta) {
        return update.state(FIRST).lerp_(gradient, 1 - beta);
    }

    /** Moves the average of the squares on by one gradient. */
    static Tensor second(ParameterUpdate update, Tensor gradient, double beta) {
        return update.state(SECOND).mul_(beta).addcmul_(gradient, gradient, 1 - beta);
    }

    /** Takes the larger values of a state and another tensor into the state. */
    static Tensor largest(Tensor state, Tensor other) {
        return state.copy_(state.maximum(other));
    }

    /** What an average that began at zero must be divided by at this step, to be one of the gradients seen (rank 0). */
    static Tensor correction(ParameterUpdate update, double beta) {
        return update.number(step -> correction(step, beta));
    }

    static double correction(Step step, double beta) {
        return 1 - Math.pow(beta, step.number());
    }

    /** What the root of an average of squares must be divided by at this step. */
    static double rootCorrection(Step step, double beta) {
        return Math.sqrt(correction(step, beta));
    }

    /**
     * What a step of Adam is divided by, the root of the corrected average of squares plus eps, but times the root's
     * correction: that is one number, which a caller puts into the step's rate for nothing.
     */
    static Tensor divisor(ParameterUpdate update, Tensor square, double beta, double eps) {
        return square.sqrt().add_(update.number(step -> eps * rootCorrection(step, beta)), 1);
    }

    /** Moves the parameter as Adam does: against a direction, over the root of an average of squares. */
    static void descend(ParameterUpdate update, Tensor direction, Tensor square, List<Double> betas, double eps) {
        descend(update, direction, square, betas, eps, 1);
    }

    /** As without the last argument, at so many times the rate. */
    static void descend(
            ParameterUpdate update, Tensor direction, Tensor square, List<Double> betas, double eps, double rateScale) {
        double beta1 = betas.get(0);
        double beta2 = betas.get(1);
        Tensor rate =
                update.number(step -> step.rate() * rateScale * rootCorrection(step, beta2) / correction(step, beta1));
        update.value().addcdiv_(direction.mul(rate), divisor(update, square, beta2, eps), -1);
    }
}
