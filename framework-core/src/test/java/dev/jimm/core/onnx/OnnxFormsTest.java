package dev.jimm.core.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Op;
import dev.jimm.api.tensor.Ops;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.OpCases;
import dev.jimm.core.engine.OpCases.Case;
import dev.jimm.core.engine.Program;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.graph.TraceRunner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformity of the catalogue's ONNX forms: in every case of {@link OpCases} ONNX Runtime computes what the engine computes. */
class OnnxFormsTest {
    private static final Set<Integer> OPSETS =
            Set.of(OnnxOptions.LEAST_OPSET, OnnxOptions.DEFAULT_OPSET, 18, 20, OnnxOptions.LATEST_OPSET);
    private static final double TOLERANCE = 1e-5;

    /** The entries that have no form. */
    private static final Map<String, Set<String>> WITHOUT_FORM = Map.of(
            "draws at random", Set.of("dropout", "drop_path", "random_like", "normal_like"),
            "is a loss", Set.of("cross_entropy", "binary_cross_entropy", "mean_squared_error"),
            "serves one optimizer", Set.of("solve_upper_triangular"),
            "writes into its operand",
                    Set.of(
                            "add_",
                            "add_number_",
                            "increment_",
                            "mul_",
                            "mul_number_",
                            "addcmul_",
                            "addcdiv_",
                            "lerp_",
                            "lerp_tensor_",
                            "copy_",
                            "fused_sgd_",
                            "fused_adam_",
                            "fused_adamw_"));

    /** The cases with a form that cannot express them. */
    private static final Set<String> OF_TRAINING = Set.of("batch_norm in training", "batch_norm without weights");

    /** The least opset of what older ones cannot express. */
    private static final Map<String, Integer> LEAST_OPSET =
            Map.of("tril", 14, "triu", 14, "grid_sample", 16, "bilinear_antialias", 18, "bicubic_antialias", 18);

    @Test
    void everyEntryHasAFormOrAReason() {
        Set<String> expected =
                WITHOUT_FORM.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        Set<String> actual = Ops.all().stream()
                .filter(op -> op.onnx().isEmpty())
                .map(Op::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, actual);
    }

    static Stream<Arguments> cases() {
        return OpCases.cases().stream().flatMap(c -> OPSETS.stream().sorted().map(opset -> Arguments.of(c, opset)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Tag("engine")
    void onnxRuntimeComputesWhatTheEngineComputes(Case c, int opset, @TempDir Path folder) throws OrtException {
        Graph graph = record(c);
        boolean expressible =
                graph.nodes().stream().allMatch(node -> node.op().onnx().isPresent())
                        && !OF_TRAINING.contains(c.name())
                        && opset >= LEAST_OPSET.getOrDefault(c.name(), 0);
        if (!expressible) {
            String message = assertThrows(JimmException.class, () -> translate(graph, opset))
                    .getMessage();
            assertTrue(message.contains("the operator '"), message);
            return;
        }
        Path file = folder.resolve("case.onnx");
        OnnxGraph translated = translate(graph, opset);
        OnnxFile ports = new OnnxFile(
                file,
                Optional.empty(),
                Ports.of(translated.inputs(), translated.inputs()),
                Ports.of(translated.outputs(), translated.outputs()),
                translated.nodes().size(),
                0);
        new OnnxFileWriter(translated, file, false).write("case", ports, Map.of());
        try (OnnxRuntime runtime = new OnnxRuntime(file)) {
            for (int batch : new int[] {3, 2}) {
                compare(c, runtime, batch);
            }
        }
    }

    private static Graph record(Case c) {
        List<Graph.Value> inputs = c.given().stream()
                .map(given -> new Graph.Value(given.type(), given.shape()))
                .toList();
        return TraceRunner.record(
                Precision.FP32,
                inputs,
                (tensors, parameters) -> List.of(c.body().apply(tensors)),
                false);
    }

    private static OnnxGraph translate(Graph graph, int opset) {
        List<String> names = IntStream.range(0, graph.inputs().size())
                .mapToObj(i -> "input." + i)
                .toList();
        return OnnxGraph.of(graph, opset, names, List.of("result"), param -> {
            throw new IllegalStateException("there are no parameters");
        });
    }

    private static void compare(Case c, OnnxRuntime runtime, int batch) throws OrtException {
        List<Program.Input> declared = c.given().stream()
                .map(given -> new Program.Input(given.type(), given.shape()))
                .toList();
        List<DeviceTensor> inputs = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            inputs.add(OpCases.values(c.given().get(i), i, batch));
        }
        Program.Body body = (in, parameters) -> List.of(c.body().apply(in));
        try (Program program = Program.inference(Execution.TRACED, Precision.FP32, declared, body);
                Program.Results results = program.run(inputs, null)) {
            DeviceTensor expected = results.values().get(0);
            OnnxRuntime.Output actual = runtime.run(inputs).get(0);
            assertArrayEquals(expected.shape(), actual.shape());
            assertEquals(expected.type(), type(actual));
            assertClose(values(expected), actual.values());
        } finally {
            inputs.forEach(DeviceTensor::close);
        }
    }

    private static ElementType type(OnnxRuntime.Output output) {
        return switch (output.type()) {
            case INT64 -> ElementType.INT64;
            case BOOL -> ElementType.BOOL;
            default -> ElementType.FLOAT32;
        };
    }

    private static double[] values(DeviceTensor tensor) {
        return switch (tensor.type()) {
            case INT64 ->
                Arrays.stream(tensor.longs()).mapToDouble(value -> value).toArray();
            case BOOL -> {
                ByteBuffer bytes = tensor.bytes();
                double[] values = new double[bytes.remaining()];
                Arrays.setAll(values, bytes::get);
                yield values;
            }
            default -> {
                float[] floats = tensor.floats();
                double[] values = new double[floats.length];
                Arrays.setAll(values, i -> floats[i]);
                yield values;
            }
        };
    }

    private static void assertClose(double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            int place = i;
            double difference = Math.abs(expected[i] - actual[i]);
            assertTrue(
                    expected[i] == actual[i] || difference <= TOLERANCE * (1 + Math.abs(expected[i])),
                    () -> "at " + place + ": " + actual[place] + ", not " + expected[place]);
        }
    }
}
