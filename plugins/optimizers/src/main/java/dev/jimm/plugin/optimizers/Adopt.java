package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * ADOPT: Adam that divides a gradient by the average of the squares before it, without its own, and averages what comes
 * out of that; so it converges whatever the second beta. The first step only begins the average of the squares, and
 * leaves the parameter as it is. {@code adopt} adds weight decay to the gradient, {@code adoptw} shrinks the parameter
 * itself, {@code adoptc} corrects that decay for the schedule of the rate; names with a {@code c} in front are the same
 * with caution.
 *
 * <p>Taniguchi et al., <a href="https://arxiv.org/abs/2411.02853">ADOPT: Modified Adam Can Converge with Any beta2 with
 * the Optimal Rate</a>, 2024.
 */
public final class Adopt extends RuleFamily<Adopt.Options> {
    /** The phase of the first step. */
    private static final int FIRST_STEP = 1;

    public Adopt() {
        super(
                Rule::new,
                List.of(
                        member("adopt", options(false, false, false), "Adam that converges with any second beta"),
                        member(
                                "adoptw",
                                options(true, false, false),
                                "ADOPT with decoupled weight decay",
                                Decay.DECOUPLED_PAPER),
                        member(
                                "adoptc",
                                options(true, true, false),
                                "ADOPT with corrected weight decay",
                                Decay.CORRECTED_PAPER),
                        member("cadopt", options(false, false, true), "ADOPT with caution", Caution.PAPER),
                        member(
                                "cadoptw",
                                options(true, false, true),
                                "ADOPT with decoupled weight decay and caution",
                                Decay.DECOUPLED_PAPER,
                                Caution.PAPER),
                        member(
                                "cadoptc",
                                options(true, true, true),
                                "ADOPT with corrected weight decay and caution",
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                "https://arxiv.org/abs/2411.02853");
    }

    private static Options options(boolean decoupledDecay, boolean correctedDecay, boolean caution) {
        return new Options(List.of(0.9, 0.9999), 1e-6, 0.333, decoupledDecay, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the divided gradient and of the gradient's square that stay at each
     *     step, each in [0, 1)
     * @param eps the least that a gradient is divided by, at least 0
     * @param clipExp at least 0: a divided gradient is clipped at the number of steps before this one to that power;
     *     {@code null} for never
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     * @param correctedDecay whether decoupled decay is by rate * rate / base rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            List<Double> betas,
            double eps,
            Double clipExp,
            boolean decoupledDecay,
            boolean correctedDecay,
            boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.decay(decoupledDecay, correctedDecay);
            if (clipExp != null) {
                Checks.notNegative("clip-exp", clipExp);
            }
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return Moments.state(parameter);
        }

        @Override
        public int phase(long step) {
            return step == 1 ? FIRST_STEP : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = options.decoupledDecay() ? update.gradient() : Decay.added(update);
            if (update.phase() == FIRST_STEP) {
                update.state(Moments.SECOND).addcmul_(gradient, gradient, 1);
                return;
            }
            if (options.decoupledDecay()) {
                Decay.decoupled(update, options.correctedDecay());
            }
            Tensor first = Moments.first(
                    update, divided(update, gradient), options.betas().get(0));
            Tensor direction = options.caution() ? Caution.masked(first, gradient) : first;
            update.value().addcmul_(direction, update.rate(), -1);
            Moments.second(update, gradient, options.betas().get(1));
        }

        private Tensor divided(ParameterUpdate update, Tensor gradient) {
            Tensor root = update.state(Moments.SECOND).sqrt().clamp(options.eps(), Double.POSITIVE_INFINITY);
            Tensor divided = gradient.div(root);
            if (options.clipExp() == null) {
                return divided;
            }
            Tensor limit = update.number(step -> Math.pow(step.number() - 1, options.clipExp()));
            return divided.minimum(limit).maximum(limit.neg());
        }
    }
}
