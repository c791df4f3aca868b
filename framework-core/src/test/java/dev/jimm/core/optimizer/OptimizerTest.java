package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.optimizer.Step;
import dev.jimm.api.optimizer.UpdateRule;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Update rules at work, against the same arithmetic by hand. */
@Tag("engine")
class OptimizerTest {
    private static final long SEED = 8;
    private static final double BASE_RATE = 0.1;

    private final ParamTable table = new ParamTable();
    private final Param kernel = table.root().weight("kernel", Init.normal(1), 4, 2, 3, 3);
    private final Param bias = table.root().weight("bias", Init.normal(1), 4);
    private final List<TrainedParameter> trained =
            List.of(new TrainedParameter(kernel, "decay", 0.5, 0.1), new TrainedParameter(bias, "no decay", 1, 0));

    @TempDir
    private Path folder;

    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    /** SGD with momentum and coupled decay. */
    private static final class Momentum implements UpdateRule {
        @Override
        public List<StateTensor> state(Param parameter) {
            return List.of(StateTensor.like(parameter, "velocity"));
        }

        @Override
        public void update(ParameterUpdate update) {
            Tensor gradient = update.gradient().add(update.value().mul(update.weightDecay()));
            Tensor velocity = update.state("velocity").mul_(0.9).add_(gradient, 1);
            update.value().add_(velocity.mul(update.rate()), -1);
        }
    }

    /** The same on one tensor. */
    private static final class ByHand {
        private final float[] value;
        private final float[] velocity;

        ByHand(float[] value) {
            this.value = value.clone();
            velocity = new float[value.length];
        }

        void step(float[] gradient, double rate, double decay) {
            for (int i = 0; i < value.length; i++) {
                velocity[i] = (float) (0.9 * velocity[i] + gradient[i] + decay * value[i]);
                value[i] -= (float) (rate * velocity[i]);
            }
        }
    }

    private static float[] gradient(Param param, long step) {
        float[] values = new float[(int) param.count()];
        SplittableRandom random = new SplittableRandom(SEED + step);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private void step(Optimizer optimizer, double rate) {
        Map<Param, DeviceTensor> gradients = new LinkedHashMap<>();
        for (Param param : table.all()) {
            gradients.put(param, DeviceTensor.of(gradient(param, optimizer.steps()), param.shape()));
        }
        try (Program.Results derivatives = new Program.Results(List.of(), gradients, Map.of())) {
            optimizer.step(derivatives, rate);
        }
    }

    private Optimizer optimizer(UpdateRule rule, Weights weights, Execution execution) {
        return new Optimizer(rule, BASE_RATE, trained, weights, execution);
    }

    private static UpdateRule rule(List<StateTensor> state, LongToIntFunction phase, Consumer<ParameterUpdate> body) {
        return new UpdateRule() {
            @Override
            public List<StateTensor> state(Param parameter) {
                return state;
            }

            @Override
            public void update(ParameterUpdate update) {
                body.accept(update);
            }

            @Override
            public int phase(long step) {
                return phase.applyAsInt(step);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"TRACED, true", "TRACED, false", "EAGER, true"})
    void momentumAgreesWithTheArithmeticByHand(Execution execution, boolean channelsLast) {
        try (Weights weights = Weights.initialised(table, SEED, channelsLast);
                Optimizer optimizer = optimizer(new Momentum(), weights, execution)) {
            ByHand kernelByHand = new ByHand(weights.get(kernel).floats());
            ByHand biasByHand = new ByHand(weights.get(bias).floats());
            for (int step = 0; step < 5; step++) {
                double rate = BASE_RATE / (step + 1);
                step(optimizer, rate);
                kernelByHand.step(gradient(kernel, step), rate * 0.5, 0.1);
                biasByHand.step(gradient(bias, step), rate, 0);
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

    private SafetensorsReader saved(Optimizer optimizer) throws IOException {
        Path file = folder.resolve("optimizer.safetensors");
        SafetensorsWriter.write(file, optimizer.saved(), Map.of());
        return SafetensorsReader.open(file);
    }

    @Test
    void stateThatWasSavedGoesOn() throws IOException {
        try (Weights one = Weights.initialised(table, SEED, true);
                Optimizer unbroken = optimizer(new Momentum(), one, Execution.TRACED)) {
            step(unbroken, 0.1);
            try (Weights two = one.copy();
                    Optimizer resumed = optimizer(new Momentum(), two, Execution.TRACED)) {
                resumed.restore(saved(unbroken), 1);
                step(unbroken, 0.1);
                step(resumed, 0.1);
                assertEquals(2, resumed.steps());
                for (Param param : table.all()) {
                    assertEquals(one.get(param).bytes(), two.get(param).bytes());
                }
            }
        }
    }

    @Test
    void stateOfAnotherShapeIsRefused() throws IOException {
        UpdateRule small = rule(List.of(StateTensor.of("velocity", 2)), step -> 0, update -> {});
        try (Weights weights = Weights.initialised(table, SEED, true);
                Optimizer other = optimizer(small, weights, Execution.TRACED);
                Optimizer optimizer = optimizer(new Momentum(), weights, Execution.TRACED)) {
            SafetensorsReader file = saved(other);
            assertEquals(
                    file.file()
                            + ": tensor 'kernel/velocity' is F32[2], the optimizer keeps FLOAT32[4, 2, 3, 3]; the file"
                            + " belongs to another run, delete its checkpoint to go on from an earlier one",
                    assertThrows(JimmException.class, () -> optimizer.restore(file, 1))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void numbersOfTheStepAreFloat64AndTheNormIsThatOfAllGradients(Execution execution) {
        List<StateTensor> state =
                List.of(StateTensor.of("norm"), StateTensor.of("step"), StateTensor.of("rate"), StateTensor.of("base"));
        UpdateRule rule = rule(state, step -> 0, update -> {
            assertEquals(ElementType.FLOAT64, update.rate().type());
            update.state("norm").copy_(update.globalGradientNorm());
            update.state("step").copy_(update.number(Step::number));
            update.state("rate").copy_(update.rate());
            update.state("base").copy_(update.number(Step::baseRate));
        });
        try (Weights weights = Weights.initialised(table, SEED, false);
                Optimizer optimizer = optimizer(rule, weights, execution)) {
            step(optimizer, 0.1);
            step(optimizer, 0.01);
            double squares = 0;
            for (Param param : table.all()) {
                for (float value : gradient(param, 1)) {
                    squares += value * value;
                }
            }
            Map<String, DeviceTensor> after = optimizer.state();
            for (String name : List.of("kernel", "bias")) {
                assertEquals(Math.sqrt(squares), after.get(name + "/norm").item(), 1e-5);
                assertEquals(2, after.get(name + "/step").item());
                assertEquals(0.1f, after.get(name + "/base").item());
            }
            assertEquals(0.005f, after.get("kernel/rate").item());
            assertEquals(0.01f, after.get("bias/rate").item());
        }
    }

    /** As where parameters start to be trained at different epochs: an optimizer for some, and another for the others. */
    @ParameterizedTest
    @EnumSource(Execution.class)
    void theNormIsThatOfTheGradientsOfOtherOptimizersToo(Execution execution) {
        UpdateRule rule = rule(
                List.of(StateTensor.of("norm")),
                step -> 0,
                update -> update.state("norm").copy_(update.globalGradientNorm()));
        try (Weights weights = Weights.initialised(table, SEED, false);
                Optimizer whole = optimizer(rule, weights, execution);
                Optimizer first = new Optimizer(rule, BASE_RATE, trained.subList(0, 1), weights, execution);
                Optimizer second = new Optimizer(rule, BASE_RATE, trained.subList(1, 2), weights, execution);
                DeviceTensor ofKernel = DeviceTensor.of(gradient(kernel, 0), kernel.shape())) {
            // before the second one's parameters join
            try (Program.Results early = new Program.Results(List.of(), Map.of(kernel, ofKernel.copy()), Map.of())) {
                first.step(early, 0.1);
            }
            float early = first.state().get("kernel/norm").item();
            List.of(whole, second).forEach(optimizer -> step(optimizer, 0.1));
            try (Program.Results both = new Program.Results(
                    List.of(),
                    Map.of(kernel, ofKernel.copy(), bias, DeviceTensor.of(gradient(bias, 0), bias.shape())),
                    Map.of())) {
                first.step(both, 0.1);
            }
            float norm = whole.state().get("bias/norm").item();
            assertEquals(norm, second.state().get("bias/norm").item());
            assertEquals(norm, first.state().get("kernel/norm").item(), 1e-6);
            assertTrue(early < norm);
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void eachPhaseDoesItsOwn(Execution execution) {
        UpdateRule rule = rule(
                List.of(StateTensor.of("sum")),
                step -> step == 1 ? 7 : (int) (step % 2),
                update -> update.state("sum").mul_(10).add_(update.phase()));
        try (Weights weights = Weights.initialised(table, SEED, false);
                Optimizer optimizer = optimizer(rule, weights, execution)) {
            for (int step = 0; step < 4; step++) {
                step(optimizer, 0.1);
            }
            assertEquals(7010, optimizer.state().get("bias/sum").item());
        }
    }

    @Test
    void stateStartsAsTheRuleSaysInTheTypeThatItSays() throws IOException {
        List<StateTensor> state = List.of(
                StateTensor.of("product").starting(Init.ONES),
                StateTensor.of("average", 2).starting(Init.constant(1.01)).inBfloat16());
        UpdateRule rule = rule(state, step -> 0, update -> {
            assertEquals(ElementType.BFLOAT16, update.state("average").type());
            update.state("product").mul_(0.5);
        });
        try (Weights weights = Weights.initialised(table, SEED, false);
                Optimizer optimizer = optimizer(rule, weights, Execution.TRACED);
                Optimizer other = optimizer(rule, weights, Execution.TRACED)) {
            step(optimizer, 0.1);
            assertEquals(0.5f, optimizer.state().get("bias/product").item());
            other.restore(saved(optimizer), 1);
            try (DeviceTensor average = other.state().get("bias/average").to(ElementType.FLOAT32)) {
                // the nearest number with 8 significant bits
                assertArrayEquals(new float[] {1.0078125f, 1.0078125f}, average.floats());
            }
        }
    }

    @Test
    void onlyDeclaredStateIsThereAndDeclaredOnce() {
        UpdateRule missing = rule(List.of(StateTensor.of("velocity")), step -> 0, update -> update.state("speed"));
        UpdateRule twice = rule(List.of(StateTensor.of("speed"), StateTensor.of("speed")), step -> 0, update -> {});
        UpdateRule curious = rule(List.of(), step -> 0, ParameterUpdate::hessian);
        try (Weights weights = Weights.initialised(table, SEED, false)) {
            assertEquals(
                    "the rule declared no state 'speed', only [velocity]",
                    assertThrows(IllegalArgumentException.class, () -> optimizer(missing, weights, Execution.TRACED))
                            .getMessage());
            assertEquals(
                    "the rule declares the state 'speed' twice",
                    assertThrows(IllegalArgumentException.class, () -> optimizer(twice, weights, Execution.TRACED))
                            .getMessage());
            assertEquals(
                    "the rule did not ask for the Hessian at phase 0; hessianSamples must be above 0",
                    assertThrows(IllegalStateException.class, () -> optimizer(curious, weights, Execution.TRACED))
                            .getMessage());
        }
    }
}
