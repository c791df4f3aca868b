package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * MARS: AdamW or Lion on gradients whose variance is reduced by the one before: what changed since then is added in
 * part, and the sum is clipped to a norm of 1. As timm's: with the gradient that the last step saw, not with one of the
 * same batch at the last parameter, so a step costs one backward pass; the first step takes the gradient as it is; and
 * parameters of one axis are left to AdamW unless told otherwise. Weight decay shrinks the parameter itself.
 * {@code cmars} is MARS with caution.
 *
 * <p>Yuan et al., <a href="https://arxiv.org/abs/2411.10438">MARS: Unleashing the Power of Variance Reduction for
 * Training Large Models</a>, 2024.
 */
public final class Mars extends RuleFamily<Mars.Options> {
    private static final String LAST = "last_grad";

    /** The phase of the first step, before which there is no gradient. */
    private static final int FIRST_STEP = 1;

    public Mars() {
        super(
                Rule::new,
                List.of(
                        member("mars", options(false), "AdamW on gradients of reduced variance"),
                        member("cmars", options(true), "MARS with caution", Caution.PAPER)),
                "https://arxiv.org/abs/2411.10438");
    }

    private static Options options(boolean caution) {
        return new Options(List.of(0.9, 0.99), 1e-8, 0.025, Type.ADAMW, false, 1, null, caution);
    }

    /** What is done with the gradients of reduced variance. */
    public enum Type {
        ADAMW,
        LION
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param gamma how much of the change of the gradient is added, at least 0: times beta1 / (1 - beta1)
     * @param marsType whose step it is
     * @param optimize1d whether parameters of fewer than two axes are treated as the others are
     * @param lr1dFactor at least 0; where they are not, their rate is multiplied by it
     * @param betas1d their betas; {@code null} for {@code betas}
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            List<Double> betas,
            double eps,
            double gamma,
            Type marsType,
            boolean optimize1d,
            double lr1dFactor,
            List<Double> betas1d,
            boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.notNegative("gamma", gamma);
            Checks.notNegative("lr1d-factor", lr1dFactor);
            if (betas1d != null) {
                betas1d = Checks.betas("betas1d", betas1d, 2);
            }
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            if (!isReduced(parameter)) {
                return Moments.state(parameter);
            }
            StateTensor first = StateTensor.like(parameter, Moments.FIRST);
            StateTensor last = StateTensor.like(parameter, LAST);
            return options.marsType() == Type.LION
                    ? List.of(first, last)
                    : List.of(first, StateTensor.like(parameter, Moments.SECOND), last);
        }

        private boolean isReduced(Param parameter) {
            return options.optimize1d() || parameter.shape().length >= 2;
        }

        @Override
        public int phase(long step) {
            return step == 1 ? FIRST_STEP : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            if (isReduced(update.parameter())) {
                Tensor reduced = update.phase() == FIRST_STEP ? update.gradient() : reduced(update);
                descend(update, reduced, options.betas(), options.marsType(), 1);
                update.state(LAST).copy_(update.gradient());
            } else {
                List<Double> betas = options.betas1d() == null ? options.betas() : options.betas1d();
                descend(update, update.gradient(), betas, Type.ADAMW, options.lr1dFactor());
            }
        }

        private Tensor reduced(ParameterUpdate update) {
            Tensor gradient = update.gradient();
            double beta1 = options.betas().get(0);
            Tensor reduced = gradient.sub(update.state(LAST))
                    .mul_(options.gamma() * beta1 / (1 - beta1))
                    .add_(gradient, 1);
            return reduced.mul_(
                    reduced.norm().clamp(1, Double.POSITIVE_INFINITY).reciprocal());
        }

        private void descend(ParameterUpdate update, Tensor gradient, List<Double> betas, Type type, double rateScale) {
            Decay.shrink(update, step -> step.rate() * rateScale);
            Tensor first = Moments.first(update, gradient, betas.get(0));
            Tensor direction = options.caution() ? Caution.masked(first, update.gradient()) : first;
            if (type == Type.LION) {
                update.value().addcmul_(direction.sign(), update.rate(), -1);
            } else {
                Tensor second = Moments.second(update, gradient, betas.get(1));
                Moments.descend(update, direction, second, betas, options.eps(), rateScale);
            }
        }
    }
}
