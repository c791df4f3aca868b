package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Momentum as PyTorch's SGD has it: the velocity is a sum of gradients, which the rate scales afterwards. The first
 * gradient enters it undampened.
 *
 * @param momentum the part of the velocity that stays at each step; with 0 there is none
 * @param dampening the part of a gradient that does not enter it
 * @param nesterov whether a step looks ahead along the velocity
 */
record Velocity(double momentum, double dampening, boolean nesterov) {
    static final String PAPER = "https://proceedings.mlr.press/v28/sutskever13.html";

    /** Named as in PyTorch. */
    static final String STATE = "momentum_buffer";

    private static final int FIRST = 1;

    boolean isUsed() {
        return momentum > 0;
    }

    List<StateTensor> state(Param parameter) {
        return isUsed() ? List.of(StateTensor.like(parameter, STATE)) : List.of();
    }

    /** Without dampening the first step, from a velocity of 0, is as all others. */
    int phase(long step) {
        return step == 1 && isUsed() && dampening > 0 ? FIRST : 0;
    }

    /** Moves the parameter along the velocity, and that on by the gradient plus decay times the parameter. */
    void descend(ParameterUpdate update, Tensor gradient, double decay) {
        Tensor value = update.value();
        if (isUsed() && dampening == 0) {
            value.fusedSgd_(gradient, update.state(STATE), update.rate(), decay, momentum, nesterov);
        } else {
            Tensor decayed = decay == 0 ? gradient : value.mul(decay).add(gradient);
            value.addcmul_(direction(update, decayed), update.rate(), -1);
        }
    }

    /** Moves the velocity on by the gradient, and tells where to go at a rate of 1. Not to be written. */
    Tensor direction(ParameterUpdate update, Tensor gradient) {
        if (!isUsed()) {
            return gradient;
        }
        Tensor velocity = update.state(STATE);
        if (update.phase() == FIRST) {
            velocity.copy_(gradient);
        } else {
            velocity.mul_(momentum).add_(gradient, 1 - dampening);
        }
        return nesterov ? velocity.mul(momentum).add(gradient) : velocity;
    }
}
