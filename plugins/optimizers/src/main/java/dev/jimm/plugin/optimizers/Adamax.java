package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Adamax, as PyTorch's: Adam with the largest of the recent gradients, which fades from step to step, in the place of
 * their root mean square. Weight decay is added to the gradient.
 *
 * <p>Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">Adam: A Method for Stochastic Optimization</a>, 2014,
 * section 7.1.
 */
public final class Adamax extends RuleFamily<Adamax.Options> {
    /** Named as in PyTorch. */
    private static final String LARGEST = "exp_inf";

    public Adamax() {
        super(
                Rule::new,
                List.of(member(
                        "adamax",
                        new Options(List.of(0.9, 0.999), 1e-8),
                        "Adam with the largest gradient for the root mean square")),
                "https://arxiv.org/abs/1412.6980");
    }

    /**
     * The options.
     *
     * @param betas the part of the average of the gradient, and of the largest one, that stays at each step, each in
     *     [0, 1)
     * @param eps added to the size of each gradient, at least 0
     */
    public record Options(List<Double> betas, double eps) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, Moments.FIRST), StateTensor.like(parameter, LARGEST));
        }

        @Override
        public void update(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            Tensor gradient = Decay.added(update);
            Tensor first = Moments.first(update, gradient, beta1);
            Tensor largest = update.state(LARGEST);
            largest.mul_(options.betas().get(1));
            largest.copy_(gradient.abs().add(options.eps()).maximum(largest));
            Tensor rate = update.number(step -> step.rate() / Moments.correction(step, beta1));
            update.value().addcmul_(first.div(largest), rate, -1);
        }
    }
}
