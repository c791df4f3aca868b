package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adafactor as Google's Big Vision has it for vision transformers: with momentum, in half precision, and averages of
 * squares that do not grow slower without end. {@code adafactorbvc} corrects weight decay, which is decoupled, for the
 * schedule of the rate; {@code cadafactorbv} and {@code cadafactorbvc} are the same with caution.
 *
 * <p>As timm's, which strays from Big Vision where the largest axis comes first, as in a matrix with more rows than
 * columns: the means of its rows then cancel out. In one thing this differs from timm's: {@code clippingThreshold}
 * makes long steps shorter, not short ones longer.
 *
 * <p>Zhai et al., <a href="https://arxiv.org/abs/2106.04560">Scaling Vision Transformers</a>, 2021.
 */
public final class AdafactorBigVision extends RuleFamily<AdafactorBigVision.Options> {
    public AdafactorBigVision() {
        super(
                Rule::new,
                List.of(
                        member("adafactorbv", options(false, false), "Adafactor with momentum in half precision"),
                        member(
                                "adafactorbvc",
                                options(true, false),
                                "Big Vision's Adafactor with corrected decay",
                                Decay.CORRECTED_PAPER),
                        member(
                                "cadafactorbv",
                                options(false, true),
                                "Big Vision's Adafactor with caution",
                                Caution.PAPER),
                        member(
                                "cadafactorbvc",
                                options(true, true),
                                "Big Vision's Adafactor with corrected decay and caution",
                                Decay.CORRECTED_PAPER,
                                Caution.PAPER)),
                "https://arxiv.org/abs/2106.04560",
                Adafactor.PAPER);
    }

    private static Options options(boolean correctedDecay, boolean caution) {
        return new Options(16, 0.8, 0.999, 0.9, MomentumType.BFLOAT16, 1e-30, null, false, correctedDecay, caution);
    }

    /** What the momentum is kept in. */
    public enum MomentumType {
        BFLOAT16,
        FLOAT32
    }

    /**
     * The options.
     *
     * @param minDimSizeToFactor the size that the two largest axes must have for squares to be factored, at least 0
     * @param decayRate at step t the averages of squares take in t to the power of minus this of the new one; above 0
     * @param beta2Cap the largest part of the averages of squares that stays at a step, in [0, 1)
     * @param momentum the part of the averaged step that stays at each step, in [0, 1); {@code null} for no average
     * @param momentumDtype what the averaged step is kept in, where there is one
     * @param eps added to squares of gradients, at least 0
     * @param clippingThreshold the quadratic mean that a step has at most before it is averaged, above 0; {@code null}
     *     for no limit
     * @param unscaledWd whether weight decay is not by rate * decay but by decay alone or, when corrected, by rate /
     *     base rate * decay
     * @param correctedDecay whether weight decay is by rate * rate / base rate * decay
     * @param caution whether the averaged step, where there is one, leaves out values that the gradient would move the other way
     */
    public record Options(
            int minDimSizeToFactor,
            double decayRate,
            double beta2Cap,
            Double momentum,
            MomentumType momentumDtype,
            double eps,
            Double clippingThreshold,
            boolean unscaledWd,
            boolean correctedDecay,
            boolean caution) {
        public Options {
            Checks.atLeast("min-dim-size-to-factor", 0, minDimSizeToFactor);
            Checks.positive("decay-rate", decayRate);
            Checks.fraction("beta2-cap", beta2Cap);
            if (momentum != null) {
                Checks.fraction("momentum", momentum);
            }
            Checks.notNegative("eps", eps);
            if (clippingThreshold != null) {
                Checks.positive("clipping-threshold", clippingThreshold);
            }
        }
    }

    private record Rule(Options options) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            List<StateTensor> kept = new ArrayList<>(FactoredSquare.state(parameter, axes(parameter.shape())));
            if (options.momentum() != null) {
                StateTensor average = StateTensor.like(parameter, Moments.FIRST);
                kept.add(options.momentumDtype() == MomentumType.BFLOAT16 ? average.inBfloat16() : average);
            }
            return kept;
        }

        /** The two largest, the later ones of equal axes. */
        private FactoredSquare.Axes axes(long[] shape) {
            int[] ascending = IntStream.range(0, shape.length)
                    .boxed()
                    .sorted((a, b) -> Long.compare(shape[a], shape[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int last = shape.length - 1;
            if (last < 1 || shape[ascending[last - 1]] < options.minDimSizeToFactor()) {
                return null;
            }
            int row = ascending[last];
            int column = ascending[last - 1];
            return new FactoredSquare.Axes(row, column, column > row ? column - 1 : column);
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor newPart = update.number(
                    step -> Math.max(1 - options.beta2Cap(), Math.pow(step.number(), -options.decayRate())));
            FactoredSquare square =
                    new FactoredSquare(update, axes(update.parameter().shape()));
            Tensor direction = square.scaled(newPart, options.eps());
            if (options.clippingThreshold() != null) {
                direction.mul_(TrustRatio.limit(direction, options.clippingThreshold()));
            }
            decay(update);
            Tensor step = options.momentum() == null ? direction : averaged(update, direction);
            update.value().addcmul_(step, update.rate(), -1);
        }

        private Tensor averaged(ParameterUpdate update, Tensor direction) {
            Tensor average = update.state(Moments.FIRST);
            average.lerp_(direction.to(average.type()), 1 - options.momentum());
            return options.caution() ? Caution.masked(average.to(ElementType.FLOAT32), update.gradient()) : average;
        }

        private void decay(ParameterUpdate update) {
            if (options.unscaledWd()) {
                Decay.shrink(update, this::unscaled);
            } else {
                Decay.decoupled(update, options.correctedDecay());
            }
        }

        private double unscaled(Step step) {
            return options.correctedDecay() ? step.rate() / step.baseRate() : 1;
        }
    }
}
