package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The update rules that are one kernel of the engine, against the arithmetic by hand: also when layouts in memory differ. */
@Tag("engine")
class FusedRulesTest {
    private static final long SEED = 4;
    private static final double RATE = 0.01;
    private static final double DECAY = 0.1;
    private static final int STEPS = 3;

    private record Rule(Consumer<ParameterUpdate> body) implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, "first"), StateTensor.like(parameter, "second"));
        }

        @Override
        public void update(ParameterUpdate update) {
            body.accept(update);
        }
    }

    /** What a rule by hand does to one number. */
    @FunctionalInterface
    private interface ByHand {
        double step(double value, double gradient, double[] state, int step);
    }

    private static float[] gradient(int step, int count) {
        float[] values = new float[count];
        SplittableRandom random = new SplittableRandom(SEED + step);
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void check(
            Consumer<ParameterUpdate> body, ByHand byHand, Execution execution, boolean channelsLast) {
        ParamTable table = new ParamTable();
        Param param = table.root().weight("kernel", Init.normal(1), 4, 2, 3, 3);
        int count = (int) param.count();
        try (Weights weights = Weights.initialised(table, SEED, channelsLast);
                Optimizer optimizer = new Optimizer(
                        new Rule(body), RATE, List.of(new TrainedParameter(param, "", 1, DECAY)), weights, execution)) {
            float[] expected = weights.get(param).floats();
            double[][] state = new double[count][2];
            for (int step = 1; step <= STEPS; step++) {
                float[] gradient = gradient(step, count);
                for (int i = 0; i < count; i++) {
                    expected[i] = (float) byHand.step(expected[i], gradient[i], state[i], step);
                }
                DeviceTensor given = DeviceTensor.of(gradient, param.shape());
                try (Program.Results results = new Program.Results(List.of(), Map.of(param, given), Map.of())) {
                    optimizer.step(results, RATE);
                    assertArrayEquals(gradient, given.floats());
                }
            }
            assertArrayEquals(expected, weights.get(param).floats(), 1e-5f);
            float[] firsts = optimizer.state().get("kernel/first").floats();
            for (int i = 0; i < count; i++) {
                assertArrayEquals(new double[] {state[i][0]}, new double[] {firsts[i]}, 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACED, true", "TRACED, false", "EAGER, true"})
    void sgd(Execution execution, boolean channelsLast) {
        check(
                update -> update.value()
                        .fusedSgd_(
                                update.gradient(),
                                update.state("first"),
                                update.rate(),
                                update.weightDecay(),
                                0.9,
                                true),
                (value, gradient, state, step) -> {
                    double decayed = gradient + DECAY * value;
                    state[0] = 0.9 * state[0] + decayed;
                    return value - RATE * (decayed + 0.9 * state[0]);
                },
                execution,
                channelsLast);
    }

    private static void adam(boolean decoupled, Execution execution, boolean channelsLast) {
        check(
                update -> update.value()
                        .fusedAdam_(
                                update.gradient(),
                                update.state("first"),
                                update.state("second"),
                                update.rate(),
                                update.number(Step::number),
                                0.9,
                                0.99,
                                update.weightDecay(),
                                1e-8,
                                decoupled),
                (value, gradient, state, step) -> {
                    double start = decoupled ? value * (1 - RATE * DECAY) : value;
                    double used = decoupled ? gradient : gradient + DECAY * value;
                    state[0] = 0.9 * state[0] + 0.1 * used;
                    state[1] = 0.99 * state[1] + 0.01 * used * used;
                    double first = state[0] / (1 - Math.pow(0.9, step));
                    double second = state[1] / (1 - Math.pow(0.99, step));
                    return start - RATE * first / (Math.sqrt(second) + 1e-8);
                },
                execution,
                channelsLast);
    }

    @ParameterizedTest
    @CsvSource({"TRACED, true", "TRACED, false", "EAGER, true"})
    void adam(Execution execution, boolean channelsLast) {
        adam(false, execution, channelsLast);
    }

    @ParameterizedTest
    @CsvSource({"TRACED, true", "TRACED, false", "EAGER, true"})
    void adamw(Execution execution, boolean channelsLast) {
        adam(true, execution, channelsLast);
    }
}
