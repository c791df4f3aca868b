package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Adam with Nesterov's momentum, which grows from half of beta1 towards all of it: a step follows the present gradient
 * and, ahead of time, the average by the next step's momentum. {@code nadam} is PyTorch's as it was before version 2.0,
 * whose correction of the average takes the present momentum in twice; {@code nadamlegacy}, timm's, takes it in once,
 * as PyTorch has done since, so it is what a recent PyTorch calls NAdam. What timm calls {@code schedule_decay} there
 * is {@code momentumDecay} here.
 *
 * <p>Dozat, <a href="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ">Incorporating Nesterov Momentum into
 * Adam</a>, 2016.
 */
public final class NAdam extends RuleFamily<NAdam.Options> {
    static final String PAPER = "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ";

    /** The product of all momenta so far; named as in PyTorch. */
    private static final String PRODUCT = "mu_product";

    public NAdam() {
        super(
                Rule::new,
                List.of(
                        member("nadam", options(true), "Adam with Nesterov's momentum, as in PyTorch before 2.0"),
                        member(
                                "nadamlegacy",
                                options(false),
                                "Adam with Nesterov's momentum, as in PyTorch since 2.0")),
                PAPER);
    }

    private static Options options(boolean repeatMomentum) {
        return new Options(List.of(0.9, 0.999), 1e-8, 4e-3, repeatMomentum, false);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param momentumDecay how fast the momentum grows to the first of the betas, at least 0; with 0 it stays at a half
     *     of it
     * @param repeatMomentum whether the correction of the average takes the present step's momentum in twice
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     */
    public record Options(
            List<Double> betas, double eps, double momentumDecay, boolean repeatMomentum, boolean decoupledDecay) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.notNegative("momentum-decay", momentumDecay);
        }

        private double momentum(Step step) {
            return momentum(step.number());
        }

        private double nextMomentum(Step step) {
            return momentum(step.number() + 1);
        }

        /** What the product of all momenta up to this step is multiplied by, to correct the average ahead of time. */
        private double nextFactor(Step step) {
            return repeatMomentum ? momentum(step) * nextMomentum(step) : nextMomentum(step);
        }

        private double momentum(long step) {
            return betas.get(0) * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(
                    StateTensor.like(parameter, Moments.FIRST),
                    StateTensor.like(parameter, Moments.SECOND),
                    StateTensor.of(PRODUCT).starting(Init.ONES));
        }

        @Override
        public void update(ParameterUpdate update) {
            double beta2 = options.betas().get(1);
            Tensor gradient = Moments.gradient(update, options.decoupledDecay(), false);
            Tensor first = Moments.first(update, gradient, options.betas().get(0));
            Tensor second = Moments.second(update, gradient, beta2);

            Tensor product = update.state(PRODUCT).mul_(update.number(options::momentum));
            Tensor next = product.mul(update.number(options::nextFactor));
            Tensor direction = first.mul(rate(update, options::nextMomentum, next))
                    .addcmul_(gradient, rate(update, step -> 1 - options.momentum(step), product), 1);
            update.value().addcdiv_(direction, Moments.divisor(update, second, beta2, options.eps()), -1);
        }

        /** The rate for a part of the step, corrected for the start of the averages at zero. */
        private Tensor rate(ParameterUpdate update, ToDoubleFunction<Step> part, Tensor product) {
            double beta2 = options.betas().get(1);
            return update.number(step -> step.rate() * part.applyAsDouble(step) * Moments.rootCorrection(step, beta2))
                    .div(product.neg().add(1));
        }
    }
}
