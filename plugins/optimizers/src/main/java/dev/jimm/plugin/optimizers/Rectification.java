package dev.jimm.plugin.optimizers;

import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * What RAdam does about an average of few squares, which tells little: as long as it is of hardly any, steps follow the
 * average of the gradient alone, and then they grow to their full length as its variance falls.
 */
final class Rectification {
    static final String PAPER = "https://arxiv.org/abs/1908.03265";

    /** The phase of the steps whose averages are of enough squares. */
    static final int RECTIFIED = 1;

    private static final double ENOUGH = 5;

    private Rectification() {}

    static int phase(long step, double beta2) {
        return length(step, beta2) > ENOUGH ? RECTIFIED : 0;
    }

    /** The paper's rho: how many squares the average is as good as the plain mean of. */
    private static double length(long step, double beta2) {
        double kept = Math.pow(beta2, step);
        return longest(beta2) - 2 * step * kept / (1 - kept);
    }

    private static double longest(double beta2) {
        return 2 / (1 - beta2) - 1;
    }

    /** Moves the parameter as the phase wants. */
    static void descend(ParameterUpdate update, Tensor first, Tensor square, List<Double> betas, double eps) {
        double beta1 = betas.get(0);
        double beta2 = betas.get(1);
        if (update.phase() != RECTIFIED) {
            Tensor rate = update.number(step -> step.rate() / Moments.correction(step, beta1));
            update.value().addcmul_(first, rate, -1);
            return;
        }
        Tensor rate = update.number(step -> step.rate()
                * factor(step, beta2)
                * Moments.rootCorrection(step, beta2)
                / Moments.correction(step, beta1));
        update.value().addcdiv_(first.mul(rate), square.sqrt().add_(eps), -1);
    }

    /** The part of its full length that a step has. */
    private static double factor(Step step, double beta2) {
        double now = length(step.number(), beta2);
        double last = longest(beta2);
        return Math.sqrt((now - 4) * (now - 2) * last / ((last - 4) * (last - 2) * now));
    }
}
