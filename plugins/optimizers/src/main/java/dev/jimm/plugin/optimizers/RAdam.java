package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Rectified Adam, as PyTorch's: the first steps follow the average of the gradient alone, later ones are those of Adam
 * at a rate that grows to the given one as the average of the square gathers evidence. {@code radam} adds weight decay
 * to the gradient, {@code radamw} shrinks the parameter itself. timm's {@code radamlegacy}, from before PyTorch had
 * {@code radam}, computes what {@code radamw} does, but for a slip that is not repeated here: with several parameter
 * groups it takes the rate of the first one for all.
 *
 * <p>Liu et al., <a href="https://arxiv.org/abs/1908.03265">On the Variance of the Adaptive Learning Rate and
 * Beyond</a>, 2019.
 */
public final class RAdam extends RuleFamily<RAdam.Options> {
    public RAdam() {
        super(
                Rule::new,
                List.of(
                        member("radam", options(false), "Adam that starts gently while it knows little"),
                        member("radamw", options(true), "RAdam with decoupled weight decay", Decay.DECOUPLED_PAPER),
                        member("radamlegacy", options(true), "another name of radamw", Decay.DECOUPLED_PAPER)),
                Rectification.PAPER);
    }

    private static Options options(boolean decoupledDecay) {
        return new Options(List.of(0.9, 0.999), 1e-8, decoupledDecay);
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of its square that stay at each step, each in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param decoupledDecay whether weight decay shrinks the parameter itself, by rate * decay, and leaves the gradient
     *     alone
     */
    public record Options(List<Double> betas, double eps, boolean decoupledDecay) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return Moments.state(parameter);
        }

        @Override
        public int phase(long step) {
            return Rectification.phase(step, options.betas().get(1));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = Moments.gradient(update, options.decoupledDecay(), false);
            Tensor first = Moments.first(update, gradient, options.betas().get(0));
            Tensor second = Moments.second(update, gradient, options.betas().get(1));
            Rectification.descend(update, first, second, options.betas(), options.eps());
        }
    }
}
