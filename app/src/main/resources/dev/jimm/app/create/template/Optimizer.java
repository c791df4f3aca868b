package ${package};

import dev.jimm.api.Description;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * An optimizer, to be replaced by yours: steps along the averaged gradient, scaled to the same size for every tensor, so that the rate is by
 * how much a typical value moves.
 */
public final class ${class}Optimizer implements OptimizerProvider<${class}Optimizer.Options> {
    private static final String NAME = "${name}";

    /**
     * The options, keys of the section {@code optimizer}.
     *
     * @param momentum the part of the averaged gradient that stays at a step, in [0, 1)
     */
    public record Options(double momentum) {
        public Options {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum must be in [0, 1), is " + momentum);
            }
        }
    }

    /** Recorded once for each parameter and replayed: what differs from step to step comes from the update. */
    private record Rule(Options options) implements UpdateRule {
        private static final String AVERAGE = "average";
        private static final double EPSILON = 1e-12;

        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, AVERAGE));
        }

        @Override
        public void update(ParameterUpdate update) {
            double decay = update.weightDecay();
            if (decay != 0) {
                update.value().mul_(update.number(step -> 1 - step.rate() * decay));
            }
            Tensor average = update.state(AVERAGE);
            average.lerp_(update.gradient(), 1 - options.momentum());
            Tensor size = average.mul(average).mean().sqrt().add(EPSILON);
            update.value().addcmul_(average.div(size), update.rate(), -1);
        }
    }

    @Override
    public Set<String> names() {
        return Set.of(NAME);
    }

    @Override
    public Options defaults(String name) {
        requireKnown(name);
        return new Options(0.9);
    }

    @Override
    public Description describe(String name) {
        requireKnown(name);
        return Description.of("the averaged gradient, scaled to the same size for every tensor");
    }

    @Override
    public UpdateRule rule(String name, Options options) {
        requireKnown(name);
        return new Rule(options);
    }

    private static void requireKnown(String name) {
        if (!name.equals(NAME)) {
            throw new IllegalArgumentException("there is no optimizer " + name + " here, only " + NAME);
        }
    }
}
