package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * SGDP: SGD with Nesterov's momentum that does not lengthen weights whose length does not count. Weight decay is
 * decoupled, scaled to the length of a step with momentum, and weak where the step was projected. {@code csgdp} is
 * cautious. Unlike {@link Sgd}'s, the velocity takes the first gradient with dampening, as in timm.
 *
 * <p>Heo et al., <a href="https://arxiv.org/abs/2006.08217">AdamP: Slowing Down the Slowdown for Momentum Optimizers on
 * Scale-invariant Weights</a>, 2020.
 */
public final class SgdP extends RuleFamily<SgdP.Options> {
    /** Named as in timm. */
    private static final String VELOCITY = "momentum";

    public SgdP() {
        super(
                Rule::new,
                List.of(
                        member("sgdp", options(false), "SGD that does not lengthen scale-invariant weights"),
                        member("csgdp", options(true), "SGDP with caution", Caution.PAPER)),
                Projection.PAPER);
    }

    private static Options options(boolean caution) {
        return new Options(0.9, 0, true, 1e-8, 0.1, 0.1, caution);
    }

    /**
     * The options.
     *
     * @param momentum the part of the velocity that stays at each step, in [0, 1)
     * @param dampening the part of a gradient that does not enter the velocity, in [0, 1]
     * @param nesterov whether a step looks ahead along the velocity
     * @param eps added to the norms that are divided by, at least 0
     * @param delta how small the cosine of weight and gradient must be for a projection, times the root of the number
     *     of values; at least 0
     * @param wdRatio the part of weight decay that stays where the step was projected, at least 0
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            double momentum,
            double dampening,
            boolean nesterov,
            double eps,
            double delta,
            double wdRatio,
            boolean caution) {
        public Options {
            Checks.fraction("momentum", momentum);
            Checks.share("dampening", dampening);
            Checks.notNegative("eps", eps);
            Checks.notNegative("delta", delta);
            Checks.notNegative("wd-ratio", wdRatio);
        }
    }

    private record Rule(Options options, Projection projection) implements UpdateRule {
        Rule(Options options) {
            this(options, new Projection(options.delta(), options.wdRatio(), options.eps(), options.caution()));
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, VELOCITY));
        }

        @Override
        public void update(ParameterUpdate update) {
            double inflation = 1 / (1 - options.momentum());
            Tensor direction = projection.apply(update, direction(update), inflation);
            update.value().addcmul_(direction, update.rate(), -1);
        }

        private Tensor direction(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            Tensor velocity = update.state(VELOCITY).mul_(options.momentum()).add_(gradient, 1 - options.dampening());
            return options.nesterov() ? velocity.mul(options.momentum()).add(gradient) : velocity;
        }
    }
}
