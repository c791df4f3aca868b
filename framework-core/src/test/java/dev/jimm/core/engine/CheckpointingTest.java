package dev.jimm.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.graph.Segments;
import dev.jimm.core.model.TinyFamily;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradient checkpointing changes no bit: not of the loss, the gradients, the running statistics or the counters. */
@Tag("engine")
class CheckpointingTest {
    private static final long SEED = 11;
    private static final int BATCH = 5;
    private static final int BLOCKS = 12;
    private static final int WIDTH = 48;
    private static final List<Program.Input> INPUTS = List.of(
            new Program.Input(ElementType.FLOAT32, Shapes.BATCH, 3, Fixtures.SIZE, Fixtures.SIZE),
            new Program.Input(ElementType.INT64, Shapes.BATCH));

    private long liveBefore;

    @BeforeEach
    void count() {
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private static boolean isTrained(Param param) {
        return param.kind() == Param.Kind.WEIGHT;
    }

    private static Program.Body body(Model model) {
        return (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, true, Set.of()))
                .crossEntropy(inputs.get(1), 0.1));
    }

    /** Convolutions, batch norm, drop path, attention, dropout. */
    private static Map<String, List<Byte>> twoSteps(Execution execution, Precision precision, boolean checkpointing) {
        Model model = TinyFamily.hybrid(0.2);
        Program.Wanted wanted = new Program.Wanted(CheckpointingTest::isTrained, 0, checkpointing);
        try (Weights weights = Weights.initialised(model.parameters(), SEED, true);
                Program program = Program.gradients(execution, precision, INPUTS, body(model), wanted);
                DeviceTensor images = Fixtures.images(BATCH);
                DeviceTensor labels = Fixtures.labels(BATCH)) {
            Fixtures.run(program, weights, 1, images, labels);
            return Fixtures.run(program, weights, 2, images, labels);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theBitsAreThoseOfThePlainPass(Precision precision) {
        Map<String, List<Byte>> expected = twoSteps(Execution.TRACED, precision, false);
        assertTrue(expected.containsKey("gradient of stem.weight"));
        assertEquals(expected, twoSteps(Execution.TRACED, precision, true));
        assertEquals(expected, twoSteps(Execution.EAGER, precision, true));
    }

    /** A chain of blocks of one kind, so that there are several segments, with a value that all of them may use. */
    private static Tensor chain(Tensor x, List<Tensor> weights, String kind) {
        Tensor result = x;
        for (Tensor weight : weights) {
            Tensor next = result.matmul(kind.equals("shared") ? weights.get(0) : weight);
            result = switch (kind) {
                case "shared" -> next.tanh().add(x.mul(next)).add(x);
                case "dropout" -> next.gelu().dropout(0.3).add(result);
                case "drop path" -> next.gelu().dropPath(0.4).add(result);
                case "noise" -> next.mul(next.randomLike()).add(next.normalLike());
                case "attention" -> attention(next, x, null);
                case "masked attention" -> attention(next, x, scores(next).greater(scores(x)));
                case "biased attention" -> attention(next, x, scores(next));
                case "written" -> next.flip(1).lerp_(next, 0.25).tanh();
                default -> throw new IllegalArgumentException(kind);
            };
        }
        return result;
    }

    private static Tensor attention(Tensor query, Tensor value, Tensor mask) {
        return heads(query)
                .attention(heads(query), heads(value), mask, 0.25, 0.5)
                .reshape(value.shape());
    }

    private static Tensor heads(Tensor x) {
        return x.reshape(x.size(0), 6, 2, 4).transpose(1, 2);
    }

    private static Tensor scores(Tensor x) {
        return x.slice(1, 0, 6).reshape(x.size(0), 1, 1, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "shared, FP32",
        "dropout, FP32",
        "dropout, BF16",
        "drop path, FP32",
        "noise, FP32",
        "attention, FP32",
        "attention, BF16",
        "masked attention, FP32",
        "biased attention, BF16",
        "written, FP32"
    })
    void whatIsRandomSharedOrWrittenIsTheSame(String kind, Precision precision) {
        ParamTable table = new ParamTable();
        List<Param> blocks = IntStream.range(0, BLOCKS)
                .mapToObj(i -> table.root().weight("block" + i, Init.normal(0.2), WIDTH, WIDTH))
                .toList();
        Program.Body body = (inputs, parameters) ->
                List.of(chain(inputs.get(0), blocks.stream().map(parameters).toList(), kind)
                        .to(ElementType.FLOAT32)
                        .mean(0, 1));
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, Shapes.BATCH, WIDTH));
        assertTrue(new Segments(Program.record(precision, inputs, body, true)).count() > 2);
        assertEquals(run(table, inputs, body, precision, false), run(table, inputs, body, precision, true));
    }

    private static Map<String, List<Byte>> run(
            ParamTable table,
            List<Program.Input> inputs,
            Program.Body body,
            Precision precision,
            boolean checkpointing) {
        Program.Wanted wanted = new Program.Wanted(param -> true, 0, checkpointing);
        try (Weights weights = Weights.initialised(table, SEED, false);
                DeviceTensor x = DeviceTensor.of(Fixtures.random(5, 7, WIDTH), 7, WIDTH);
                Program program = Program.gradients(Execution.TRACED, precision, inputs, body, wanted)) {
            return Fixtures.run(program, weights, 3, x);
        }
    }

    @Test
    void theHessianNeedsTheWholePass() {
        JimmException refused = assertThrows(JimmException.class, () -> new Program.Wanted(param -> true, 1, true));
        assertEquals(Category.CONFIGURATION, refused.category());
    }

    @Test
    void anInputMustNotBeWritten() {
        Param weight = new ParamTable().root().weight("w", Init.ONES, WIDTH);
        Program.Input input = new Program.Input(ElementType.FLOAT32, Shapes.BATCH, WIDTH);
        JimmException refused = assertThrows(
                JimmException.class,
                () -> Program.gradients(
                        Execution.TRACED,
                        Precision.FP32,
                        List.of(input),
                        (in, parameters) -> List.of(
                                in.get(0).mul_(2).mul(parameters.apply(weight)).sum()),
                        new Program.Wanted(param -> true, 0, true)));
        assertTrue(refused.getMessage().contains("mul_number_"), refused.getMessage());
    }
}
