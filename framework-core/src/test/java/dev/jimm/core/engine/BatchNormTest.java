package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.graph.Graph;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch norms of frozen weights, with another momentum, and with splits. */
@Tag("engine")
class BatchNormTest {
    private static final int CHANNELS = 2;
    private static final float[] X = {1, 10, 2, 20, 6, 60, 7, 0, 9, 5, 11, 7};
    private static final int ROWS = X.length / CHANNELS;

    private long live;

    @BeforeEach
    void count() {
        live = DeviceTensor.live();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    private static float[] run(
            Execution execution,
            ParamTable table,
            Layer norm,
            Weights weights,
            boolean training,
            UnaryOperator<Pass> with,
            float... rows) {
        int splits = training ? table.batchNormSplits() : 1;
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CHANNELS).parts(splits);
        Program.Body body = (in, parameters) ->
                List.of(norm.forward(in.get(0), with.apply(new Pass(parameters, training, Set.of())))
                        .mul(1));
        try (Program program = Program.update(execution, List.of(input), body);
                DeviceTensor x = DeviceTensor.of(rows, rows.length / CHANNELS, CHANNELS);
                Program.Results results = program.run(List.of(x), weights)) {
            return results.values().get(0).floats();
        }
    }

    private static DeviceTensor value(Weights weights, String name) {
        return weights.get(weights.table().find(name).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void frozenItWorksAsOutsideTraining(Execution execution) {
        ParamTable table = new ParamTable();
        Layer norm = Norm.batch().at(table.root(), CHANNELS);
        try (Weights weights = Weights.initialised(table, 1, false)) {
            float[] expected = run(execution, table, norm, weights, false, pass -> pass, X);
            float[] frozen = run(execution, table, norm, weights, true, pass -> pass.withFrozen(param -> true), X);
            assertArrayEquals(expected, frozen);
            assertArrayEquals(
                    new long[] {0}, value(weights, "num_batches_tracked").longs());
            assertArrayEquals(new float[] {0, 0}, value(weights, "running_mean").floats());
            float[] trained = run(execution, table, norm, weights, true, pass -> pass.withFrozen(param -> false), X);
            assertNotEquals(expected[0], trained[0]);
            assertArrayEquals(
                    new long[] {1}, value(weights, "num_batches_tracked").longs());
        }
    }

    /** Means of 6 and 17; by momentum 0.1 a tenth of them. */
    @ParameterizedTest
    @CsvSource({"1, 6, 17", "0.5, 3, 8.5", "0, 0, 0"})
    void theMomentumOfAPassIsThatOfAllLayers(double momentum, float first, float second) {
        ParamTable table = new ParamTable();
        Layer norm = Norm.batch().at(table.root(), CHANNELS);
        try (Weights weights = Weights.initialised(table, 1, false)) {
            run(Execution.TRACED, table, norm, weights, true, pass -> pass.withMomentum(momentum), X);
            assertArrayEquals(
                    new float[] {first, second}, value(weights, "running_mean").floats(), 1e-6f);
        }
        try (Weights weights = Weights.initialised(table, 1, false)) {
            run(Execution.TRACED, table, norm, weights, true, pass -> pass, X);
            assertArrayEquals(
                    new float[] {0.6f, 1.7f}, value(weights, "running_mean").floats(), 1e-6f);
        }
    }

    @Test
    void splitsAreNamedAsTimmNamesThem() {
        ParamTable table = new ParamTable(3);
        Norm.batch().at(table.root().at("bn1"), CHANNELS);
        List<String> own = List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
        List<String> expected = List.of("bn1.", "bn1.aux_bn.0.", "bn1.aux_bn.1.").stream()
                .flatMap(path -> own.stream().map(path::concat))
                .toList();
        assertEquals(expected, table.all().stream().map(Param::name).toList());
        assertThrows(IllegalArgumentException.class, () -> new ParamTable(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void eachSplitGoesThroughItsOwnNorm(int splits) {
        ParamTable plain = new ParamTable();
        Layer single = Norm.batch().at(plain.root(), CHANNELS);
        ParamTable table = new ParamTable(splits);
        Layer norm = Norm.batch().at(table.root(), CHANNELS);
        int size = X.length / splits;
        for (Execution execution : Execution.values()) {
            try (Weights weights = Weights.initialised(table, 1, false)) {
                float[] all = run(execution, table, norm, weights, true, pass -> pass, X);
                for (int i = 0; i < splits; i++) {
                    float[] rows = Arrays.copyOfRange(X, i * size, (i + 1) * size);
                    String path = i == 0 ? "" : "aux_bn." + (i - 1) + ".";
                    try (Weights alone = Weights.initialised(plain, 1, false)) {
                        float[] expected = run(execution, plain, single, alone, true, pass -> pass, rows);
                        assertArrayEquals(expected, Arrays.copyOfRange(all, i * size, (i + 1) * size));
                        for (String name : List.of("running_mean", "running_var")) {
                            assertArrayEquals(
                                    value(alone, name).floats(),
                                    value(weights, path + name).floats(),
                                    path + name);
                        }
                    }
                    assertArrayEquals(
                            new long[] {1},
                            value(weights, path + "num_batches_tracked").longs());
                }
            }
        }
    }

    @Test
    void outsideTrainingThereIsTheFirstOnly() {
        ParamTable table = new ParamTable(2);
        Layer norm = Norm.batch().at(table.root(), CHANNELS);
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, CHANNELS);
        Program.Body body = (in, parameters) -> List.of(norm.forward(in.get(0), new Pass(parameters, false, Set.of())));
        Graph graph = Program.record(Precision.FP32, List.of(input), body, false);
        assertEquals(
                List.of("weight", "bias", "running_mean", "running_var"),
                graph.parameters().keySet().stream().map(Param::name).toList());
    }

    @Test
    void aBatchThatDoesNotDivideIsRefused() {
        ParamTable table = new ParamTable(4);
        Layer norm = Norm.batch().at(table.root(), CHANNELS);
        try (Weights weights = Weights.initialised(table, 1, false)) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> run(Execution.TRACED, table, norm, weights, true, pass -> pass, X));
            assertEquals("input 0 must be FLOAT32[4B, 2], is FLOAT32[" + ROWS + ", 2]", refused.getMessage());
        }
    }
}
