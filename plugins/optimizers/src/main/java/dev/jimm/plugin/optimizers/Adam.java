package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Adam, as PyTorch's: {@code adam} adds weight decay to the gradient, {@code adamw} shrinks the parameter itself.
 *
 * <p>Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">Adam: A Method for Stochastic Optimization</a>, 2014;
 * Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>, 2017.
 */
public final class Adam extends RuleFamily<Adam.Options> {
    private static final List<Double> BETAS = List.of(0.9, 0.999);

    public Adam() {
        super(Map.of("adam", new Options(BETAS, 1e-8, false), "adamw", new Options(BETAS, 1e-8, true)), Rule::new);
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
        public void update(ParameterUpdate update) {
            Tensor gradient = decayed(update);
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor first = update.state(Moments.FIRST).lerp_(gradient, 1 - beta1);
            Tensor second = Moments.second(update, gradient, beta2);
            Tensor root = second.sqrt().div(Moments.correction(update, beta2).sqrt());
            Tensor rate = update.rate().div(Moments.correction(update, beta1));
            update.value().add_(first.div(root.add_(options.eps())).mul_(rate), -1);
        }

        /** Shrinks the parameter, or gives the gradient with the decay in it. */
        private Tensor decayed(ParameterUpdate update) {
            if (update.weightDecay() == 0) {
                return update.gradient();
            }
            if (options.decoupledDecay()) {
                update.value().mul_(update.rate().mul(-update.weightDecay()).add(1));
                return update.gradient();
            }
            return update.gradient().add(update.value().mul(update.weightDecay()));
        }
    }
}
