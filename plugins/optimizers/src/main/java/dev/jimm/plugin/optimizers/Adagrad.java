package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * Adagrad, as PyTorch's: gradients are divided by the root of the sum of all squares seen so far. Weight decay is added
 * to the gradient. The default of {@code eps} is timm's.
 *
 * <p>Duchi, Hazan and Singer, <a href="https://jmlr.org/papers/v12/duchi11a.html">Adaptive Subgradient Methods for
 * Online Learning and Stochastic Optimization</a>, 2011.
 */
public final class Adagrad extends RuleFamily<Adagrad.Options> {
    /** Named as in PyTorch. */
    private static final String SUM = "sum";

    public Adagrad() {
        super(
                Rule::new,
                List.of(member("adagrad", new Options(0, 0, 1e-8), "gradients over the root of all squares so far")),
                "https://jmlr.org/papers/v12/duchi11a.html");
    }

    /**
     * The options.
     *
     * @param lrDecay how fast the rate falls besides: it is divided by 1 + this * the steps made before; at least 0
     * @param initialAccumulatorValue what the sums of squares start at, at least 0
     * @param eps added to the root, at least 0
     */
    public record Options(double lrDecay, double initialAccumulatorValue, double eps) {
        public Options {
            Checks.notNegative("lr-decay", lrDecay);
            Checks.notNegative("initial-accumulator-value", initialAccumulatorValue);
            Checks.notNegative("eps", eps);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            Init start = Init.constant(options.initialAccumulatorValue());
            return List.of(StateTensor.like(parameter, SUM).starting(start));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = Decay.added(update);
            Tensor root = update.state(SUM).addcmul_(gradient, gradient, 1).sqrt();
            Tensor rate = update.number(step -> step.rate() / (1 + (step.number() - 1) * options.lrDecay()));
            update.value().addcmul_(gradient.div(root.add_(options.eps())), rate, -1);
        }
    }
}
