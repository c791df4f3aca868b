package dev.jimm.core.optimizer;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Lookahead over any rule: every so many steps, slow weights move a part of the way to the ones that the rule has reached, and the rule
 * goes on from there. The slow weights start as what the rule has reached at the first of these steps, as timm's do.
 *
 * <p>Zhang et al., <a href="https://arxiv.org/abs/1907.08610">Lookahead Optimizer: k steps forward, 1 step back</a>, 2019.
 *
 * @param rule the rule that makes every step
 */
public record Lookahead(UpdateRule rule, Options options) implements UpdateRule {
    /** What stands before a rule's name. */
    public static final String PREFIX = "lookahead_";

    private static final String SLOW = "lookahead_slow_buff";

    private static final int FAST = 0;
    private static final int START = 1;
    private static final int SYNCHRONISE = 2;
    private static final int KINDS = 3;

    /**
     * The options.
     *
     * @param alpha which part of the way the slow weights go, in (0, 1]
     * @param steps after how many steps they do, at least 1
     */
    public record Options(double alpha, int steps) {
        public Options {
            if (!(alpha > 0 && alpha <= 1)) {
                throw new IllegalArgumentException("alpha must be above 0 and at most 1, is " + alpha);
            }
            if (steps < 1) {
                throw new IllegalArgumentException("steps must be at least 1, is " + steps);
            }
        }

        public static Options defaults() {
            return new Options(0.5, 6);
        }
    }

    /** The name of the rule that is looked ahead of, or the name itself. */
    public static String base(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    @Override
    public List<StateTensor> state(Param parameter) {
        return Stream.concat(rule.state(parameter).stream(), Stream.of(StateTensor.like(parameter, SLOW)))
                .toList();
    }

    @Override
    public int phase(long step) {
        return rule.phase(step) * KINDS + kind(step);
    }

    private int kind(long step) {
        if (step % options.steps() != 0) {
            return FAST;
        }
        return step == options.steps() ? START : SYNCHRONISE;
    }

    @Override
    public int hessianSamples(int phase) {
        return rule.hessianSamples(Math.floorDiv(phase, KINDS));
    }

    @Override
    public void update(ParameterUpdate update) {
        rule.update(new Inner(update));
        Tensor slow = update.state(SLOW);
        switch (Math.floorMod(update.phase(), KINDS)) {
            case START -> slow.copy_(update.value());
            case SYNCHRONISE -> update.value().copy_(slow.lerp_(update.value(), options.alpha()));
            default -> {} // the slow weights rest
        }
    }

    /** The update as the rule inside would see it alone. */
    private record Inner(ParameterUpdate update) implements ParameterUpdate {
        @Override
        public Param parameter() {
            return update.parameter();
        }

        @Override
        public Tensor value() {
            return update.value();
        }

        @Override
        public Tensor gradient() {
            return update.gradient();
        }

        @Override
        public Tensor state(String name) {
            return update.state(name);
        }

        @Override
        public int phase() {
            return Math.floorDiv(update.phase(), KINDS);
        }

        @Override
        public Tensor number(ToDoubleFunction<Step> formula) {
            return update.number(formula);
        }

        @Override
        public double weightDecay() {
            return update.weightDecay();
        }

        @Override
        public Tensor globalGradientNorm() {
            return update.globalGradientNorm();
        }

        @Override
        public Tensor hessian() {
            return update.hessian();
        }
    }
}
