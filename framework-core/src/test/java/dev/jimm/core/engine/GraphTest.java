package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.api.tensor.Shapes;
import dev.jimm.api.tensor.Tensor;
import dev.jimm.core.graph.Graph;
import dev.jimm.core.model.TinyFamily;
import dev.jimm.core.script.Script;
import dev.jimm.core.script.ScriptArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is recorded, what is dropped again, and what is refused; without an engine. */
class GraphTest {
    private static final List<Program.Input> IMAGES =
            List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, 16, 16));

    private final Model model = TinyFamily.hybrid(0.1);

    private Graph record(Precision precision, boolean training, String tap) {
        return Program.record(
                precision,
                IMAGES,
                (inputs, parameters) -> {
                    Pass pass = new Pass(parameters, training, tap == null ? Set.of() : Set.of(tap));
                    Tensor logits = model.forward(inputs.get(0), pass);
                    return List.of(tap == null ? logits : pass.taps().get(tap));
                },
                training);
    }

    private static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().name()).toList();
    }

    private static List<String> parameters(Graph graph) {
        return graph.parameters().keySet().stream().map(Param::name).toList();
    }

    @Test
    void featuresNeedWhatComesBeforeThemOnly() {
        Graph graph = record(Precision.FP32, false, "stem");
        assertEquals(
                List.of("stem.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"), parameters(graph));
        assertEquals(List.of("conv2d", "batch_norm", "relu"), operators(graph));
    }

    @Test
    void whatIsWrittenIntoStaysInTraining() {
        Graph graph = record(Precision.FP32, true, "stem");
        assertTrue(parameters(graph).contains("bn2.running_mean"), "the second norm's statistics move all the same");
        assertTrue(parameters(graph).contains("bn2.num_batches_tracked"));
        assertFalse(parameters(graph).contains("fc.weight"));
    }

    @Test
    void inferenceNeedsNoCounters() {
        List<String> names = parameters(record(Precision.FP32, false, null));
        List<String> expected = model.parameters().all().stream()
                .map(Param::name)
                .filter(name -> !name.endsWith("num_batches_tracked"))
                .toList();
        assertEquals(expected, names);
    }

    @Test
    void theGraphKnowsTheUnknownBatch() {
        Graph graph = record(Precision.FP32, false, null);
        assertEquals("[B, 3]", Shapes.text(graph.results().get(0).shape()));
    }

    @Test
    void contractionsRunInLowPrecisionAndSumsInFull() {
        Graph graph = record(Precision.BF16, true, null);
        Set<ElementType> low = Set.of(ElementType.BFLOAT16);
        Set<ElementType> full = Set.of(ElementType.FLOAT32);
        for (String name : List.of("conv2d", "linear", "attention")) {
            assertEquals(low, types(graph, name), name);
        }
        for (String name : List.of("layer_norm", "mean")) {
            assertEquals(full, types(graph, name), name);
        }
        graph.parameters().forEach((param, value) -> assertEquals(param.type(), value.type(), param.name()));
    }

    /** The types of the floating-point operands and results of an operator's calls. */
    private static Set<ElementType> types(Graph graph, String op) {
        List<Graph.Node> calls = graph.nodes().stream()
                .filter(node -> node.op().name().equals(op))
                .toList();
        assertFalse(calls.isEmpty(), "no " + op);
        return calls.stream()
                .flatMap(node -> Stream.concat(node.operands().stream(), Stream.of(node.result())))
                .filter(value -> value != null && value.type().isFloating())
                .map(Graph.Value::type)
                .collect(Collectors.toSet());
    }

    @Test
    void aValueIsConvertedOnce() {
        Graph graph = Program.record(
                Precision.BF16,
                IMAGES,
                (inputs, parameters) -> {
                    Tensor x = inputs.get(0);
                    return List.of(x.matmul(x), x.matmul(x));
                },
                false);
        assertEquals(List.of("to", "matmul", "matmul"), operators(graph));
    }

    @Test
    void shapeErrorsNameTheOperatorAndTheUnknownBatch() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> trace(x -> x.add(x.reshape(-1, 16, 16))));
        assertEquals("add: shapes do not broadcast: [B, 3, 16, 16], [3B, 16, 16]", error.getMessage());
    }

    private static ScriptArchive trace(UnaryOperator<Tensor> body) {
        return Script.forward(Program.record(
                Precision.FP32, IMAGES, (inputs, parameters) -> List.of(body.apply(inputs.get(0))), false));
    }

    static Stream<UnaryOperator<Tensor>> leaks() {
        return Stream.of(
                x -> x.mul((double) x.size(0)),
                x -> x.div(-(double) x.size(0)),
                x -> x.mul(1.0 / x.size(0)),
                x -> x.mean().div((double) Shapes.count(x.shape())),
                x -> x.add((double) (x.size(0) - 1)),
                x -> x.slice(0, 0, x.size(0) - 1),
                x -> x.slice(0, 0, x.size(0) / 2),
                x -> x.select(0, x.size(0) - 1),
                x -> x.reshape(-1).slice(0, 0, x.size(0) + 5));
    }

    @ParameterizedTest
    @MethodSource("leaks")
    void aBatchSizeThatBecomesANumberIsRefused(UnaryOperator<Tensor> body) {
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> trace(body));
        assertTrue(error.getMessage().contains("the batch size, which a trace does not know"), error.getMessage());
    }

    @Test
    void sizesThatAreMultiplesOfTheBatchAreFollowed() {
        String script = trace(x -> x.reshape(x.size(0) * 4, 8, -1).reshape(x.size(0), -1))
                .methods();
        assertTrue(script.contains("torch.mul(batch, 4)"), script);
        assertTrue(script.contains("batch = torch.size(xs[0], 0)"), script);
    }

    @Test
    void ordinaryNumbersAreNoBatchSizes() {
        for (double number : new double[] {1e-12, 1e-6, 1e9, -1e10, 1e12, Double.MAX_VALUE, Double.NEGATIVE_INFINITY}) {
            trace(x -> x.add(number));
        }
        trace(x -> x.slice(2, 0, Long.MAX_VALUE));
    }

    @Test
    void parametersAreBoundOnce() {
        ParamTable table = new ParamTable();
        Param weight = table.root().weight("w", Init.ONES, 16);
        List<Tensor> bound = new ArrayList<>();
        Graph graph = Program.record(
                Precision.FP32,
                IMAGES,
                (inputs, parameters) -> {
                    bound.add(parameters.apply(weight));
                    return List.of(inputs.get(0).mul(bound.get(0)).mul(parameters.apply(weight)));
                },
                false);
        assertEquals(List.of("w"), parameters(graph));
        assertEquals(
                graph.nodes().get(0).operands().get(1),
                graph.nodes().get(1).operands().get(1));
    }
}
