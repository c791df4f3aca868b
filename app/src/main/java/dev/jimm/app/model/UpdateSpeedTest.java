package dev.jimm.app.model;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Engine;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.optimizer.Optimizer;
import dev.jimm.core.optimizer.OptimizerConfig;
import dev.jimm.core.optimizer.ParameterGroups;
import dev.jimm.core.optimizer.TrainedParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** How long optimizers take to update the parameters of a model, each measured in turn with AdamW in its fused form. */
final class UpdateSpeedTest implements AutoCloseable {
    private static final int WARM_UP = 2;
    private static final int RUNS = 7;
    private static final double NANOS = 1e9;
    private static final double RATE = 1e-3;
    private static final double GRADIENT = 1e-3;

    private final List<TrainedParameter> parameters;
    private final Weights weights;
    private final Program.Results derivatives;
    private final Optimizer yardstick;

    /**
     * What was measured of a rule.
     *
     * @param seconds of an update, the median
     * @param ratio to the time of fused AdamW
     * @param stateBytes what the rule keeps for all parameters
     */
    record Result(double seconds, double ratio, long stateBytes) {}

    UpdateSpeedTest(Model model) {
        parameters = ParameterGroups.of(OptimizerConfig.defaults(), model).trained();
        weights = Weights.initialised(model.parameters(), 0, true);
        derivatives = new Program.Results(List.of(), random(1), random(2));
        yardstick = optimizer(new FusedAdamW());
    }

    private Map<Param, DeviceTensor> random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Param, DeviceTensor> tensors = new LinkedHashMap<>();
        for (TrainedParameter trained : parameters) {
            float[] values = new float[Math.toIntExact(trained.param().count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (GRADIENT * random.nextDouble(-1, 1));
            }
            DeviceTensor tensor = weights.get(trained.param()).zerosLike(ElementType.FLOAT32);
            try (DeviceTensor given = DeviceTensor.of(values, trained.param().shape())) {
                tensor.copyFrom(given);
            }
            tensors.put(trained.param(), tensor);
        }
        return tensors;
    }

    private Optimizer optimizer(UpdateRule rule) {
        return new Optimizer(rule, RATE, parameters, weights, Execution.TRACED);
    }

    Result measure(UpdateRule rule) {
        try (Optimizer optimizer = optimizer(rule)) {
            List<Double> seconds = new ArrayList<>();
            List<Double> yardsticks = new ArrayList<>();
            for (int run = -WARM_UP; run < RUNS; run++) {
                double own = step(optimizer);
                double other = step(yardstick);
                if (run >= 0) {
                    seconds.add(own);
                    yardsticks.add(other);
                }
            }
            long bytes = optimizer.state().values().stream()
                    .mapToLong(tensor ->
                            Shapes.count(tensor.shape()) * tensor.type().bytes())
                    .sum();
            return new Result(median(seconds), median(seconds) / median(yardsticks), bytes);
        }
    }

    private double step(Optimizer optimizer) {
        return Engine.seeded(optimizer.steps(), () -> {
            long begin = System.nanoTime();
            optimizer.step(derivatives, RATE);
            return (System.nanoTime() - begin) / NANOS;
        });
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        yardstick.close();
        derivatives.close();
        weights.close();
    }

    /** AdamW as the engine's one kernel, whatever the plugins provide. */
    private static final class FusedAdamW implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, "first"), StateTensor.like(parameter, "second"));
        }

        @Override
        public void update(ParameterUpdate update) {
            update.value()
                    .fusedAdam_(
                            update.gradient(),
                            update.state("first"),
                            update.state("second"),
                            update.rate(),
                            update.number(Step::number),
                            0.9,
                            0.999,
                            update.weightDecay(),
                            1e-8,
                            true);
        }
    }
}
