package dev.jimm.testkit;

import dev.jimm.api.Description;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Momentum along a preconditioned gradient with noise: a rule that uses all there is. It can be given a fault.
 * Public as providers are.
 */
public final class TinyOptimizer implements OptimizerProvider<Record> {
    /** What is wrong with the rule. */
    enum Fault {
        NONE,
        MALFORMED_NAME,
        LOOKAHEAD_NAME,
        ANSWERS_TO_ANY_NAME,
        CHECKS_NO_OPTION,
        TAKES_A_COMMON_KEY,
        OPTIONS_CHANGE_WHEN_READ,
        FULL_STOP,
        PAPER_WITHOUT_LINK,
        DECLARES_STATE_TWICE,
        PHASE_REMEMBERS_CALLS,
        PHASE_FOR_EVERY_STEP,
        DIVIDES_BY_ZERO,
        FORGETS_SCALARS,
        IGNORES_DECAY,
        UPDATE_REMEMBERS_CALLS,
        COUNTS_STEPS_ITSELF,
        WRITES_INTO_GRADIENTS,
        WRITES_INTO_THE_HESSIAN,
        LEAVES_TENSORS
    }

    /** The options. */
    public record Options(double momentum) {}

    /** Options with a key that every optimizer has. */
    public record Taken(double lr) {}

    /** Options that are not what they were made from. */
    public record Halved(double momentum) {
        public Halved {
            momentum /= 2;
        }
    }

    private static final double MOMENTUM = 0.9;
    private static final double NOISE = 0.01;

    private final Fault fault;

    public TinyOptimizer() {
        this(Fault.NONE);
    }

    TinyOptimizer(Fault fault) {
        this.fault = fault;
    }

    private String name() {
        return switch (fault) {
            case MALFORMED_NAME -> "Tiny";
            case LOOKAHEAD_NAME -> "lookahead_tiny";
            default -> "tiny";
        };
    }

    @Override
    public Set<String> names() {
        return Set.of(name());
    }

    private void refuseOthers(String name) {
        if (fault != Fault.ANSWERS_TO_ANY_NAME && !name.equals(name())) {
            throw new IllegalArgumentException("name must be " + name() + ", is " + name);
        }
    }

    @Override
    public Record defaults(String name) {
        refuseOthers(name);
        return switch (fault) {
            case TAKES_A_COMMON_KEY -> new Taken(1);
            case OPTIONS_CHANGE_WHEN_READ -> new Halved(MOMENTUM);
            default -> new Options(MOMENTUM);
        };
    }

    @Override
    public Description describe(String name) {
        refuseOthers(name);
        return Description.of(
                fault == Fault.FULL_STOP ? "a small one." : "a small one",
                fault == Fault.PAPER_WITHOUT_LINK
                        ? "Robbins and Monro, 1951"
                        : "https://doi.org/10.1214/aoms/1177729586");
    }

    @Override
    public UpdateRule rule(String name, Record options) {
        refuseOthers(name);
        if (fault == Fault.CHECKS_NO_OPTION && ((Options) options).momentum() > 1) {
            throw new ArithmeticException("it never ends");
        }
        return new Rule(fault, new AtomicInteger());
    }

    private record Rule(Fault fault, AtomicInteger calls) implements UpdateRule {
        private static final String VELOCITY = "velocity";
        private static final int CURVED = 1;
        private static final int CURVED_EVERY = 4;

        @Override
        public List<StateTensor> state(Param parameter) {
            StateTensor velocity = StateTensor.like(parameter, VELOCITY);
            StateTensor steepness = StateTensor.like(parameter, "steepness").inBfloat16();
            return fault == Fault.DECLARES_STATE_TWICE ? List.of(velocity, velocity) : List.of(velocity, steepness);
        }

        @Override
        public int phase(long step) {
            return switch (fault) {
                case PHASE_REMEMBERS_CALLS -> calls.incrementAndGet() % 2;
                case PHASE_FOR_EVERY_STEP -> (int) step;
                default -> step % CURVED_EVERY == 1 ? CURVED : 0;
            };
        }

        @Override
        public int hessianSamples(int phase) {
            return phase == CURVED ? 1 : 0;
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor steepness = update.state("steepness");
            if (update.phase() == CURVED) {
                steepness.copy_(update.hessian().abs().to(ElementType.BFLOAT16));
            }
            Tensor scale = steepness.to(ElementType.FLOAT32).add(1);
            Tensor direction = update.gradient().div(scale);
            if (fault != Fault.IGNORES_DECAY) {
                Tensor decay = update.value().mul(update.weightDecay());
                direction =
                        direction.add(update.value().normalLike().mul(NOISE)).add(decay);
            }
            Tensor velocity = update.state(VELOCITY).mul_(MOMENTUM).add_(direction, 1);
            Tensor rate = fault == Fault.COUNTS_STEPS_ITSELF
                    ? update.number(step -> step.rate() / calls.incrementAndGet())
                    : update.rate();
            if (!(fault == Fault.FORGETS_SCALARS && update.value().rank() == 0)) {
                update.value().add_(velocity.mul(rate), -1);
            }
            err(update);
        }

        /** What faulty rules do beside their work. */
        private void err(ParameterUpdate update) {
            switch (fault) {
                case DIVIDES_BY_ZERO ->
                    update.value().mul_(update.gradient().zerosLike().reciprocal());
                case UPDATE_REMEMBERS_CALLS -> update.value().mul_(1 + 1e-3 * calls.incrementAndGet());
                case WRITES_INTO_GRADIENTS -> update.gradient().mul_(2);
                case WRITES_INTO_THE_HESSIAN -> {
                    if (update.phase() == CURVED) {
                        update.hessian().mul_(2);
                    }
                }
                case LEAVES_TENSORS -> update.value().mul_(update.number(step -> leave()));
                default -> {} // sound, or faulty elsewhere
            }
        }

        private static double leave() {
            DeviceTensor.zeros(ElementType.FLOAT32, 1);
            return 1;
        }
    }
}
