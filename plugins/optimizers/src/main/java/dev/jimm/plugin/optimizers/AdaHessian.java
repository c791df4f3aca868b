package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * AdaHessian: Adam, but with the diagonal of the loss's Hessian, estimated from random directions, in the place of the
 * gradient whose square it averages. As timm's; weight decay is decoupled.
 *
 * <p>Yao et al., <a href="https://arxiv.org/abs/2006.00719">ADAHESSIAN: An Adaptive Second Order Optimizer for Machine
 * Learning</a>, 2020.
 */
public final class AdaHessian extends RuleFamily<AdaHessian.Options> {
    private static final String SQUARE = "exp_hessian_diag_sq";

    /** The last estimate, for steps that do not make one. */
    private static final String HESSIAN = "hessian";

    private static final int REST = 0;
    private static final int ESTIMATE = 1;

    public AdaHessian() {
        super(
                Rule::new,
                List.of(member(
                        "adahessian",
                        new Options(List.of(0.9, 0.999), 1e-8, 1, 1, 1, false),
                        "Adam on the curvature of the loss")),
                "https://arxiv.org/abs/2006.00719");
    }

    /**
     * The options.
     *
     * @param betas the parts of the averages of the gradient and of the Hessian's square that stay at each step, each
     *     in [0, 1)
     * @param eps added to the root of the averaged square, at least 0
     * @param hessianPower how much of the curvature a step is divided by: its power, from 0 to 1
     * @param updateEach after how many steps the Hessian is estimated anew, at least 1
     * @param nSamples from how many random directions, each about as costly as a backward pass, at least 1
     * @param avgConvKernel whether the kernel of a convolution has one curvature for all its positions
     */
    public record Options(
            List<Double> betas, double eps, double hessianPower, int updateEach, int nSamples, boolean avgConvKernel) {
        public Options {
            betas = Checks.betas(betas, 2);
            Checks.notNegative("eps", eps);
            Checks.share("hessian-power", hessianPower);
            Checks.atLeast("update-each", 1, updateEach);
            Checks.atLeast("n-samples", 1, nSamples);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public int phase(long step) {
            return (step - 1) % options.updateEach() == 0 ? ESTIMATE : REST;
        }

        @Override
        public int hessianSamples(int phase) {
            return phase == ESTIMATE ? options.nSamples() : 0;
        }

        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> kept = new ArrayList<>(
                    List.of(StateTensor.like(parameter, Moments.FIRST), StateTensor.like(parameter, SQUARE)));
            if (options.updateEach() > 1) {
                kept.add(StateTensor.like(parameter, HESSIAN));
            }
            return kept;
        }

        @Override
        public void update(ParameterUpdate update) {
            double beta1 = options.betas().get(0);
            double beta2 = options.betas().get(1);
            Tensor hessian = hessian(update);
            Decay.decoupled(update, false);
            Tensor first = Moments.first(update, update.gradient(), beta1);
            Tensor square = update.state(SQUARE).mul_(beta2).addcmul_(hessian, hessian, 1 - beta2);
            Tensor divisor = square.div(Moments.correction(update, beta2))
                    .pow(options.hessianPower() / 2)
                    .add_(options.eps());
            Tensor rate = update.number(step -> step.rate() / Moments.correction(step, beta1));
            update.value().addcdiv_(first.mul(rate), divisor, -1);
        }

        private Tensor hessian(ParameterUpdate update) {
            if (update.phase() == REST) {
                return update.state(HESSIAN);
            }
            boolean averaged = options.avgConvKernel() && update.parameter().rank() == 4;
            Tensor estimate = averaged ? update.hessian().abs().meanKeep(2, 3) : update.hessian();
            return options.updateEach() == 1 ? estimate : update.state(HESSIAN).copy_(estimate);
        }
    }
}
