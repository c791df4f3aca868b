package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * MADGRAD: dual averaging with momentum. All gradients together, over the cube root of the sum of their squares, tell
 * how far the parameter is from where it began; later gradients weigh more. {@code madgrad} adds weight decay to the
 * gradient, {@code madgradw} shrinks the parameter itself. As timm's, eps is added to the rate as well.
 *
 * <p>Defazio and Jelassi, <a href="https://arxiv.org/abs/2101.11075">Adaptivity without Compromise: A Momentumized,
 * Adaptive, Dual Averaged Gradient Method for Stochastic Optimization</a>, 2021.
 */
public final class Madgrad extends RuleFamily<Madgrad.Options> {
    private static final String SQUARES = "grad_sum_sq";
    private static final String SUM = "s";
    private static final String START = "x0";

    /** The phase of the first step. */
    private static final int FIRST_STEP = 1;

    public Madgrad() {
        super(
                Rule::new,
                List.of(
                        member("madgrad", new Options(0.9, 1e-6, false), "adaptive dual averaging with momentum"),
                        member(
                                "madgradw",
                                new Options(0.9, 1e-6, true),
                                "MADGRAD with decoupled weight decay",
                                Decay.DECOUPLED_PAPER)),
                "https://arxiv.org/abs/2101.11075");
    }

    /**
     * The options.
     *
     * @param momentum the part of the parameter that stays at each step, in [0, 1)
     * @param eps added to the cube root of the sum of squares, and to the rate; at least 0
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     */
    public record Options(double momentum, double eps, boolean decoupledDecay) {
        public Options {
            Checks.fraction("momentum", momentum);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            StateTensor squares = StateTensor.like(parameter, SQUARES);
            StateTensor sum = StateTensor.like(parameter, SUM);
            return options.momentum() == 0
                    ? List.of(squares, sum)
                    : List.of(squares, sum, StateTensor.like(parameter, START));
        }

        @Override
        public int phase(long step) {
            return step == 1 ? FIRST_STEP : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            if (update.phase() == FIRST_STEP && options.momentum() > 0) {
                update.state(START).copy_(update.value());
            }
            Tensor gradient = Moments.gradient(update, options.decoupledDecay(), false);
            if (options.momentum() == 0) {
                addTravelled(update, 1);
                accumulate(update, gradient);
                addTravelled(update, -1);
            } else {
                double part = 1 - options.momentum();
                accumulate(update, gradient);
                update.value().mul_(options.momentum()).add_(update.state(START), part);
                addTravelled(update, -part);
            }
        }

        /** Adds so many times what all gradients so far amount to. */
        private void addTravelled(ParameterUpdate update, double times) {
            Tensor root = update.state(SQUARES).pow(1.0 / 3).add_(options.eps());
            update.value().addcdiv_(update.state(SUM), root, times);
        }

        private void accumulate(ParameterUpdate update, Tensor gradient) {
            Tensor weight = update.number(step -> (step.rate() + options.eps()) * Math.sqrt(step.number()));
            Tensor weighted = gradient.mul(weight);
            update.state(SQUARES).addcmul_(weighted, gradient, 1);
            update.state(SUM).add_(weighted, 1);
        }
    }
}
