package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Adam: a step follows the running average of the gradient, over the root of that of its square. As PyTorch's:
 * {@code adam} adds weight decay to the gradient, {@code adamw} shrinks the parameter itself; {@code adamc} corrects
 * that decay for the schedule of the rate. {@code cadamw} and {@code cadamc} are the same with caution. timm's
 * {@code adamwlegacy}, from before PyTorch had {@code adamw}, computes the same.
 *
 * <p>Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">Adam: A Method for Stochastic Optimization</a>, 2014;
 * Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>, 2017;
 * for {@code amsgrad} Reddi et al., <a href="https://arxiv.org/abs/1904.09237">On the Convergence of Adam and
 * Beyond</a>, 2018.
 */
public final class Adam extends RuleFamily<Adam.Options> {
    public Adam() {
        super(
                Rule::new,
                List.of(
                        member("adam", options(false, false, false), "adaptive moment estimation"),
                        member(
                                "adamw",
                                options(true, false, false),
                                "Adam with decoupled weight decay",
                                Decay.DECOUPLED_PAPER),
                        member(
                                "adamwlegacy",
                                options(true, false, false),
                                "another name of adamw",
                                Decay.DECOUPLED_PAPER),
                        member(
                                "adamc",
                                options(true, true, false),
                                "AdamW with corrected weight decay",
                                Decay.DECOUPLED_PAPER,
                                Decay.CORRECTED_PAPER),
                        member(
                                "cadamw",
                                options(true, false, true),
                                "AdamW with caution",
                                Decay.DECOUPLED_PAPER,
                                Caution.PAPER),
                        member(
                                "cadamc",
                                options(true, true, true),
                                "AdamW with corrected weight decay and caution",
                                Decay.DECOUPLED_PAPER,
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                "https://arxiv.org/abs/1412.6980");
    }

    private static Options options(boolean decoupledDecay, boolean correctedDecay, boolean caution) {
        return new Options(List.of(0.9, 0.999), 1e-8, false, decoupledDecay, correctedDecay, caution);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param amsgrad whether the largest average of the square so far takes the place of the present one
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     * @param correctedDecay whether decoupled decay is by rate * rate / base rate * decay
     * @param caution whether a step leaves out values that the gradient would move the other way
     */
    public record Options(
            List<Double> betas,
            double eps,
            boolean amsgrad,
            boolean decoupledDecay,
            boolean correctedDecay,
            boolean caution) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.decay(decoupledDecay, correctedDecay);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            StateTensor first = StateTensor.like(parameter, Moments.FIRST);
            StateTensor second = StateTensor.like(parameter, Moments.SECOND);
            return options.amsgrad()
                    ? List.of(first, second, StateTensor.like(parameter, Moments.LARGEST))
                    : List.of(first, second);
        }

        @Override
        public void update(ParameterUpdate update) {
            if (options.amsgrad() || options.caution()) {
                stepwise(update);
            } else {
                fused(update);
            }
        }

        private void fused(ParameterUpdate update) {
            if (options.correctedDecay()) {
                Decay.decoupled(update, true);
            }
            update.value()
                    .fusedAdam_(
                            update.gradient(),
                            update.state(Moments.FIRST),
                            update.state(Moments.SECOND),
                            update.rate(),
                            update.number(Step::number),
                            options.betas().get(0),
                            options.betas().get(1),
                            options.correctedDecay() ? 0 : update.weightDecay(),
                            options.eps(),
                            options.decoupledDecay());
        }

        private void stepwise(ParameterUpdate update) {
            Tensor gradient = Moments.gradient(update, options.decoupledDecay(), options.correctedDecay());
            Tensor first = Moments.first(update, gradient, options.betas().get(0));
            Tensor second = Moments.second(update, gradient, options.betas().get(1));
            if (options.amsgrad()) {
                second = Moments.largest(update.state(Moments.LARGEST), second);
            }
            Tensor direction = options.caution() ? Caution.masked(first, gradient) : first;
            Moments.descend(update, direction, second, options.betas(), options.eps());
        }
    }
}
