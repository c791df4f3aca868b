package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Adafactor: Adam without momentum, which keeps of the averaged square of a large matrix only the means of its rows and
 * columns, and limits the size of steps. As timm's at a given learning rate, without the rates that it can make up
 * itself; weight decay is decoupled. {@code cadafactor} is cautious, which takes a {@code beta1}.
 *
 * <p>Shazeer and Stern, <a href="https://arxiv.org/abs/1804.04235">Adafactor: Adaptive Learning Rates with Sublinear
 * Memory Cost</a>, 2018.
 */
public final class Adafactor extends RuleFamily<Adafactor.Options> {
    static final String PAPER = "https://arxiv.org/abs/1804.04235";

    public Adafactor() {
        super(
                Rule::new,
                List.of(
                        member("adafactor", options(false), "adaptive rates at little memory"),
                        member(
                                "cadafactor",
                                options(true),
                                "Adafactor with caution, where there is a beta1",
                                Caution.PAPER)),
                PAPER);
    }

    private static Options options(boolean caution) {
        return new Options(1e-30, 1, -0.8, null, 16, caution);
    }

    /**
     * The options.
     *
     * @param eps added to squares of gradients, at least 0
     * @param clipThreshold the quadratic mean that a step has at most before the rate scales it, above 0
     * @param decayRate at step t the averages of squares take in t to the power of this of the new one; below 0
     * @param beta1 the part of the averaged step that stays at each step, in [0, 1); {@code null} for no average
     * @param minDimSizeToFactor the size that both axes of a matrix must exceed for its square to be factored, at least
     *     0
     * @param caution whether an averaged step leaves out values that the gradient would move the other way
     */
    public record Options(
            double eps, double clipThreshold, double decayRate, Double beta1, int minDimSizeToFactor, boolean caution) {
        public Options {
            Checks.notNegative("eps", eps);
            Checks.positive("clip-threshold", clipThreshold);
            Checks.require(decayRate < 0, "decay-rate must be below 0, is " + decayRate);
            if (beta1 != null) {
                Checks.fraction("beta1", beta1);
            }
            Checks.atLeast("min-dim-size-to-factor", 0, minDimSizeToFactor);
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> kept = new ArrayList<>(FactoredSquare.state(parameter, axes(parameter.shape())));
            if (options.beta1() != null) {
                kept.add(StateTensor.like(parameter, Moments.FIRST));
            }
            return kept;
        }

        /** Of a kernel those of the channels, if they are large enough; else the last two. */
        private FactoredSquare.Axes axes(long[] shape) {
            int last = shape.length - 1;
            if (shape.length > 2 && isLarge(shape[0]) && isLarge(shape[1])) {
                return new FactoredSquare.Axes(1, 0, 0);
            }
            return shape.length >= 2 && isLarge(shape[last - 1]) && isLarge(shape[last])
                    ? new FactoredSquare.Axes(last, last - 1, last - 1)
                    : null;
        }

        private boolean isLarge(long size) {
            return size > options.minDimSizeToFactor();
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor newPart = update.number(step -> Math.pow(step.number(), options.decayRate()));
            FactoredSquare square =
                    new FactoredSquare(update, axes(update.parameter().shape()));
            Tensor direction = square.scaled(newPart, options.eps());
            Tensor rate = TrustRatio.limit(direction, options.clipThreshold()).mul(update.rate());
            Decay.decoupled(update, false);
            if (options.beta1() == null) {
                update.value().addcmul_(direction, rate, -1);
            } else {
                Tensor average = update.state(Moments.FIRST).lerp_(direction.mul(rate), 1 - options.beta1());
                update.value().add_(options.caution() ? Caution.masked(average, update.gradient()) : average, -1);
            }
        }
    }
}
