package dev.jimm.core.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchNormFoldingTest {
    private static final int CHANNELS = 6;
    private static final long SEED = 3;

    private final ParamTable table = new ParamTable();
    private final Scope root = table.root();
    private final Param weight = root.weight("weight", Init.ZEROS, CHANNELS, 2, 3, 3);
    private final Param bias = root.weight("bias", Init.ZEROS, CHANNELS);
    private final Param matrix = root.weight("matrix", Init.ZEROS, CHANNELS, 5);
    private final Param scale = root.weight("scale", Init.ZEROS, CHANNELS);
    private final Param shift = root.weight("shift", Init.ZEROS, CHANNELS);
    private final Param mean = root.buffer("mean", Init.ZEROS, CHANNELS);
    private final Param variance = root.buffer("variance", Init.ONES, CHANNELS);

    /** What is computed from an image and the parameters. */
    private interface Body extends BiFunction<Tensor, Function<Param, Tensor>, Tensor> {}

    private static Graph record(Precision precision, Body body, long... shape) {
        return TraceRunner.record(
                precision,
                List.of(new Graph.Value(ElementType.FLOAT32, shape)),
                (inputs, parameters) -> List.of(body.apply(inputs.get(0), parameters)),
                false);
    }

    private Tensor convolved(Tensor x, Function<Param, Tensor> of, boolean biased) {
        return x.conv2d(of.apply(weight), biased ? of.apply(bias) : null, 1, 1, 1, 2);
    }

    private Tensor normalised(Tensor x, Function<Param, Tensor> of, boolean affine) {
        return x.batchNorm(
                affine ? of.apply(scale) : null,
                affine ? of.apply(shift) : null,
                of.apply(mean),
                of.apply(variance),
                false,
                0.1,
                1e-3);
    }

    private static float[] run(Graph graph, Weights weights, long... shape) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[(int) Shapes.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        Program.Body body = (inputs, parameters) -> {
            Replay replay = new Replay(graph, inputs, parameters);
            graph.nodes().forEach(replay::call);
            return graph.results().stream().map(replay::get).toList();
        };
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, shape));
        try (DeviceTensor input = DeviceTensor.of(values, shape);
                Program program = Program.inference(Execution.TRACED, Precision.FP32, inputs, body);
                Program.Results results = program.run(List.of(input), weights)) {
            return results.values().get(0).floats();
        }
    }

    private Weights weights() {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        return Weights.of(
                table,
                param -> {
                    float[] values = new float[(int) param.count()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (param == variance ? random.nextDouble(0.5, 2) : random.nextDouble(-1, 1));
                    }
                    return values;
                },
                false);
    }

    private void assertFolded(Body body, long... shape) {
        Graph plain = record(Precision.FP32, body, shape);
        Graph folded = BatchNormFolding.fold(plain);
        assertEquals(0, count(folded, "batch_norm"));
        try (Weights weights = weights()) {
            float[] expected = run(plain, weights, shape);
            assertArrayEquals(expected, run(folded, weights, shape), 1e-5f, "seed " + SEED);
        }
    }

    private static long count(Graph graph, String op) {
        return graph.nodes().stream()
                .filter(node -> node.op().name().equals(op))
                .count();
    }

    @Test
    @Tag("engine")
    void aBatchNormBecomesPartOfTheConvolutionBeforeIt() {
        for (boolean either : new boolean[] {true, false}) {
            assertFolded((x, of) -> normalised(convolved(x, of, either), of, !either), 2, 4, 7, 5);
            assertFolded((x, of) -> normalised(convolved(x, of, either), of, either), 2, 4, 7, 5);
        }
    }

    @Test
    @Tag("engine")
    void aBatchNormOfVectorsBecomesPartOfTheProductBeforeIt() {
        assertFolded((x, of) -> normalised(x.linear(of.apply(matrix), null), of, true), 3, 5);
    }

    @Test
    void onlyTheWeightsAreComputedAnew() {
        Graph folded = BatchNormFolding.fold(
                record(Precision.FP32, (x, of) -> normalised(convolved(x, of, true), of, true), Shapes.BATCH, 4, 7, 5));
        List<Graph.Node> left = folded.nodes().stream()
                .filter(node -> !WeightsOnly.of(folded).contains(node.result()))
                .toList();
        assertEquals(
                List.of("conv2d"), left.stream().map(node -> node.op().name()).toList());
        assertArrayEquals(
                new long[] {Shapes.BATCH, CHANNELS, 7, 5},
                folded.results().get(0).shape());
    }

    @Test
    void inLowPrecisionTheWeightIsFoldedBeforeItIsConverted() {
        Graph folded = BatchNormFolding.fold(
                record(Precision.BF16, (x, of) -> normalised(convolved(x, of, true), of, true), Shapes.BATCH, 4, 7, 5));
        Graph.Node convolution = folded.nodes().stream()
                .filter(node -> node.op().name().equals("conv2d"))
                .findFirst()
                .orElseThrow();
        assertEquals(ElementType.BFLOAT16, convolution.operands().get(1).type());
        assertEquals(ElementType.BFLOAT16, folded.results().get(0).type());
        assertEquals(3, count(folded, "to")); // of the image, the weight and the bias
    }

    @Test
    void whatSomebodyElseNeedsIsNotFolded() {
        Graph needed = record(
                Precision.FP32,
                (x, of) -> {
                    Tensor convolved = convolved(x, of, true);
                    return normalised(convolved, of, true).add(convolved);
                },
                Shapes.BATCH,
                4,
                7,
                5);
        assertEquals(1, count(BatchNormFolding.fold(needed), "batch_norm"));
        Graph ofTokens = record(
                Precision.FP32,
                (x, of) -> normalised(x.linear(of.apply(matrix), null), of, true),
                Shapes.BATCH,
                CHANNELS,
                5);
        assertEquals(1, count(BatchNormFolding.fold(ofTokens), "batch_norm"));
        Graph training = record(
                Precision.FP32,
                (x, of) -> convolved(x, of, true).batchNorm(null, null, null, null, true, 0.1, 1e-5),
                Shapes.BATCH,
                4,
                7,
                5);
        assertEquals(1, count(BatchNormFolding.fold(training), "batch_norm"));
    }
}
