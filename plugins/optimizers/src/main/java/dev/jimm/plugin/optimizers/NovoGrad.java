package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * NovoGrad, as NVIDIA's: a gradient is divided by the running root of its squared norm, one number for a parameter, and
 * goes into the momentum with weight decay added. The average of squares begins with the first norm that is not 0.
 *
 * <p>Ginsburg et al., <a href="https://arxiv.org/abs/1905.11286">Stochastic Gradient Methods with Layer-wise Adaptive
 * Moments for Training of Deep Networks</a>, 2019.
 */
public final class NovoGrad extends RuleFamily<NovoGrad.Options> {
    public NovoGrad() {
        super(
                Rule::new,
                List.of(member(
                        "novograd",
                        new Options(List.of(0.95, 0.98), 1e-8, false, false),
                        "momentum of gradients normalised by parameter")),
                "https://arxiv.org/abs/1905.11286");
    }

    /**
     * The options.
     *
     * @param betas the parts of the momentum and of the average of the squared norm that stay at each step, each in
     *     [0, 1)
     * @param eps added to the root of the averaged squared norm, at least 0
     * @param gradAveraging whether a gradient enters the momentum with weight 1 - beta, not 1
     * @param amsgrad whether the largest average of the squared norm so far takes the place of the present one
     */
    public record Options(List<Double> betas, double eps, boolean gradAveraging, boolean amsgrad) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> kept = new ArrayList<>(
                    List.of(StateTensor.like(parameter, Moments.FIRST), StateTensor.of(Moments.SECOND)));
            if (options.amsgrad()) {
                kept.add(StateTensor.of(Moments.LARGEST));
            }
            return kept;
        }

        @Override
        public void update(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            double part = options.gradAveraging() ? 1 - beta1 : 1;
            Tensor scale = averagedSquare(update).sqrt().add_(options.eps()).reciprocal();
            Tensor momentum = update.state(Moments.FIRST).mul_(beta1).addcmul_(update.gradient(), scale, part);
            if (update.weightDecay() != 0) {
                momentum.add_(update.value(), part * update.weightDecay());
            }
            update.value().addcmul_(momentum, update.rate(), -1);
        }

        private Tensor averagedSquare(ParameterUpdate update) {
            double beta2 = options.betas().get(1);
            Tensor average = update.state(Moments.SECOND);
            Tensor square = update.gradient().norm().pow(2);
            Tensor moved = average.mul(beta2).add(square.mul(1 - beta2));
            average.copy_(average.equal(average.zerosLike()).where(square, moved));
            if (!options.amsgrad()) {
                return average;
            }
            return Moments.largest(update.state(Moments.LARGEST), average);
        }
    }
}
