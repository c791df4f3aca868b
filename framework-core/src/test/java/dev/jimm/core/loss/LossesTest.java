package dev.jimm.core.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of batches of a size that the trace does not know; their numbers are checked against a reference elsewhere. */
@Tag("engine")
class LossesTest {
    private static final int CLASSES = 3;
    private static final float[] LOGITS = {
        0.5f, -1, 2, 1, 0.25f, -0.5f, -2, 3, 0, 0.75f, 1.5f, -1.25f, 2, 2, -3, 1, -1, 0.5f
    };

    private final ParamTable table = new ParamTable();
    private final Param scale = table.root().weight("scale", Init.ONES, CLASSES);
    private long live;

    @BeforeEach
    void count() {
        live = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private Program program(Loss loss, Execution execution, Precision precision) {
        Program.Input targets = loss.takesIndices(false)
                ? new Program.Input(ElementType.INT64, Shapes.BATCH)
                : new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CLASSES);
        return Program.gradients(
                execution,
                precision,
                List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CLASSES), targets),
                (inputs, parameters) -> List.of(
                        loss.of(inputs.get(0).mul(parameters.apply(scale)).to(precision.low()), inputs.get(1))),
                param -> true);
    }

    /** The loss of the first rows of the logits, then the gradients of the scales. */
    private float[] run(Program program, DeviceTensor targets) {
        int rows = (int) targets.shape()[0];
        try (targets;
                Weights weights = Weights.initialised(table, 1, false);
                DeviceTensor logits = DeviceTensor.of(Arrays.copyOf(LOGITS, rows * CLASSES), rows, CLASSES);
                Program.Results results = program.run(List.of(logits, targets), weights)) {
            float[] gradient = results.gradients().get(scale).floats();
            return new float[] {results.values().get(0).item(), gradient[0], gradient[1], gradient[2]};
        }
    }

    private static DeviceTensor indices(int rows) {
        long[] all = {2, 0, 1, 1, 0, 2};
        return DeviceTensor.of(Arrays.copyOf(all, rows), rows);
    }

    private static double[] softmax(int row) {
        double[] values = new double[CLASSES];
        double sum = 0;
        for (int i = 0; i < CLASSES; i++) {
            values[i] = Math.exp(LOGITS[row * CLASSES + i]);
            sum += values[i];
        }
        for (int i = 0; i < CLASSES; i++) {
            values[i] /= sum;
        }
        return values;
    }

    /** By the definition: the cross entropy of the first views and twelve times the mean divergence from the mixture. */
    private static double jensenShannon(int rows, int splits, int[] classes) {
        int samples = rows / splits;
        double loss = 0;
        for (int sample = 0; sample < samples; sample++) {
            loss -= Math.log(softmax(sample)[classes[sample]]) / samples;
            for (int split = 0; split < splits; split++) {
                for (int i = 0; i < CLASSES; i++) {
                    double mixture = 0;
                    for (int other = 0; other < splits; other++) {
                        mixture += softmax(other * samples + sample)[i] / splits;
                    }
                    double part = softmax(split * samples + sample)[i];
                    loss += 12 * part * Math.log(part / mixture) / splits / samples;
                }
            }
        }
        return loss;
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void oneProgramComparesTheViewsOfBatchesOfAnySize(Execution execution) {
        Loss loss = Losses.create(LossConfig.of(LossConfig.Name.JSD, 0), 3);
        try (Program program = program(loss, execution, Precision.FP32)) {
            int[] classes = {2, 0};
            assertEquals(jensenShannon(6, 3, classes), run(program, indices(6))[0], 1e-5);
            assertEquals(jensenShannon(3, 3, classes), run(program, indices(3))[0], 1e-5);
        }
    }

    @Test
    void aBatchThatDoesNotDivideFails() {
        Loss loss = Losses.create(LossConfig.of(LossConfig.Name.JSD, 0), 3);
        try (Program program = program(loss, Execution.TRACED, Precision.FP32)) {
            assertThrows(RuntimeException.class, () -> run(program, indices(5)));
        }
    }

    @Test
    void allSamplesOfABatchCountInTheSumOverClasses() {
        LossConfig summed = new LossConfig(
                LossConfig.Name.BCE, 0, null, true, List.of(2.0, 3.0, 4.0), null, null, null, null, null);
        float[] targets = {1, 0, 0, 0, 1, 1};
        double expected = 0;
        for (int i = 0; i < targets.length; i++) {
            double probability = 1 / (1 + Math.exp(-LOGITS[i]));
            double weight = 2 + i % CLASSES;
            expected -= targets[i] == 1 ? weight * Math.log(probability) / 2 : Math.log(1 - probability) / 2;
        }
        try (Program program = program(Losses.create(summed, 1), Execution.TRACED, Precision.FP32)) {
            assertEquals(expected, run(program, DeviceTensor.of(targets, 2, CLASSES))[0], 1e-5);
        }
    }

    /** The logits are whole multiples of 1/8, which 16 bits keep. */
    @ParameterizedTest
    @EnumSource(LossConfig.Name.class)
    void lossesOfLowPrecisionLogitsAreComputedInFull(LossConfig.Name name) {
        Loss loss = Losses.create(LossConfig.of(name, 0), 2);
        float[] full = ofFourRows(loss, Precision.FP32);
        for (Precision low : List.of(Precision.BF16, Precision.FP16)) {
            float[] found = ofFourRows(loss, low);
            assertEquals(full[0], found[0], 1e-6 * Math.abs(full[0]), low::toString);
            // the gradients pass through the low precision
            assertArrayEquals(full, found, 0.02f * (1 + Math.abs(full[0])), low::toString);
        }
    }

    private float[] ofFourRows(Loss loss, Precision precision) {
        float[] everySecond = new float[4 * CLASSES];
        for (int i = 0; i < everySecond.length; i += 2) {
            everySecond[i] = 1;
        }
        try (Program program = program(loss, Execution.TRACED, precision)) {
            return run(program, loss.takesIndices(false) ? indices(4) : DeviceTensor.of(everySecond, 4, CLASSES));
        }
    }
}
