package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Weights;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Update rules at work, against the same arithmetic by hand. */
@Tag("engine")
class OptimizerTest {
    private static final long SEED = 8;

    private final ParamTable table = new ParamTable();
    private final Param kernel = table.root().weight("kernel", Init.normal(1), 4, 2, 3, 3);
    private final Param bias = table.root().weight("bias", Init.normal(1), 4);
    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    /** SGD with momentum on one tensor. */
    private static final class ByHand {
        private final float[] value;
        private final float[] velocity;

        ByHand(float[] value) {
            this.value = value.clone();
            velocity = new float[value.length];
        }

        void step(float[] gradient, double rate, double momentum, double decay) {
            for (int i = 0; i < value.length; i++) {
                velocity[i] = (float) (momentum * velocity[i] + gradient[i] + decay * value[i]);
                value[i] -= (float) (rate * velocity[i]);
            }
        }
    }

    private static float[] gradient(Param param, int step) {
        float[] values = new float[(int) param.count()];
        SplittableRandom random = new SplittableRandom(SEED + step);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void step(Optimizer optimizer, List<Param> params, int step, double rate) {
        Map<Param, DeviceTensor> gradients = new java.util.LinkedHashMap<>();
        params.forEach(param -> gradients.put(param, DeviceTensor.of(gradient(param, step), param.shape())));
        optimizer.step(gradients, rate);
        gradients.values().forEach(DeviceTensor::close);
    }

    @ParameterizedTest
    @CsvSource({"TRACED, true", "TRACED, false", "EAGER, true"})
    void momentumAgreesWithTheArithmeticByHand(Execution execution, boolean channelsLast) {
        List<Param> params = List.of(kernel, bias);
        try (Weights weights = Weights.initialised(table, SEED, channelsLast);
                Optimizer optimizer = new Optimizer(
                        new TestProviders.Sgd(0.9), params, param -> param == kernel ? 0.1 : 0, weights, execution)) {
            ByHand kernelByHand = new ByHand(weights.get(kernel).floats());
            ByHand biasByHand = new ByHand(weights.get(bias).floats());
            for (int step = 0; step < 5; step++) {
                double rate = 0.1 / (step + 1);
                step(optimizer, params, step, rate);
                kernelByHand.step(gradient(kernel, step), rate, 0.9, 0.1);
                biasByHand.step(gradient(bias, step), rate, 0.9, 0);
            }
            assertArrayEquals(kernelByHand.value, weights.get(kernel).floats(), 1e-5f);
            assertArrayEquals(biasByHand.value, weights.get(bias).floats(), 1e-5f);
            assertEquals(5, optimizer.steps());
            assertEquals(
                    Set.of("kernel/velocity", "bias/velocity"),
                    optimizer.state().keySet());
            assertArrayEquals(
                    kernelByHand.velocity,
                    optimizer.state().get("kernel/velocity").floats(),
                    1e-5f);
        }
    }

    @Test
    void stateThatWasSavedGoesOn() {
        List<Param> params = List.of(kernel, bias);
        try (Weights one = Weights.initialised(table, SEED, true);
                Optimizer unbroken = new Optimizer(new TestProviders.Sgd(0.9), params, p -> 0, one, Execution.TRACED)) {
            step(unbroken, params, 0, 0.1);
            try (Weights two = one.copy();
                    Optimizer resumed =
                            new Optimizer(new TestProviders.Sgd(0.9), params, p -> 0, two, Execution.TRACED)) {
                resumed.state()
                        .forEach((name, tensor) ->
                                tensor.copyFrom(unbroken.state().get(name)));
                resumed.resume(1);
                step(unbroken, params, 1, 0.1);
                step(resumed, params, 1, 0.1);
                assertEquals(2, resumed.steps());
                for (Param param : params) {
                    assertEquals(one.get(param).bytes(), two.get(param).bytes());
                }
            }
        }
    }

    private static UpdateRule rule(List<StateTensor> state, Consumer<ParameterUpdate> body) {
        return new UpdateRule() {
            @Override
            public List<StateTensor> state(Param parameter) {
                return state;
            }

            @Override
            public void update(ParameterUpdate update) {
                body.accept(update);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void theStepTheRateAndTheGlobalNormAreFloat64OrTheGradients(Execution execution) {
        List<StateTensor> state = List.of(StateTensor.of("norm"), StateTensor.of("step"));
        UpdateRule rule = rule(state, update -> {
            assertEquals(ElementType.FLOAT64, update.rate().type());
            update.state("norm").copy_(update.globalGradientNorm());
            update.state("step").copy_(update.step());
            update.gradient().mul_(0); // comes after the norm of all was taken
        });
        List<Param> params = List.of(kernel, bias);
        try (Weights weights = Weights.initialised(table, SEED, false);
                Optimizer optimizer = new Optimizer(rule, params, param -> 0, weights, execution)) {
            step(optimizer, params, 0, 0.1);
            step(optimizer, params, 1, 0.1);
            double squares = 0;
            for (Param param : params) {
                for (float value : gradient(param, 1)) {
                    squares += value * value;
                }
            }
            for (String name : List.of("kernel", "bias")) {
                assertEquals(
                        Math.sqrt(squares),
                        optimizer.state().get(name + "/norm").item(),
                        1e-5);
                assertEquals(2, optimizer.state().get(name + "/step").item());
            }
        }
    }

    @Test
    void onlyDeclaredStateIsThere() {
        UpdateRule rule = rule(List.of(StateTensor.of("velocity")), update -> update.state("speed"));
        try (Weights weights = Weights.initialised(table, SEED, false)) {
            IllegalArgumentException error = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Optimizer(rule, List.of(bias), param -> 0, weights, Execution.TRACED));
            assertEquals("the rule declared no state 'speed', only [velocity]", error.getMessage());
        }
    }
}
