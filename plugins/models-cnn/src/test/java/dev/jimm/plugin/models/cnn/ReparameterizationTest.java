package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.reparam.Reparameterization;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.testkit.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RepVGG and MobileOne with their branches made one convolution. */
class ReparameterizationTest {
    private static final int SIZE = 64;
    private static final double TOLERANCE = 1e-4;

    static List<Map.Entry<String, JsonNode>> fused() {
        return List.copyOf(
                Reference.of(ReparameterizationTest.class.getResourceAsStream("/reference/reparameterized.jsonl.gz"))
                        .entrySet());
    }

    private static Model build(String name, int outputStride, ParamTable table) {
        return build(
                Variants.architecture(new ByobNet(), name), new ModelOptions(1000, 3, 0, 0, null, outputStride), table);
    }

    private static <C extends Record> Model build(
            Architecture<C> architecture, ModelOptions options, ParamTable table) {
        return architecture.build(architecture.config(), options, table);
    }

    @ParameterizedTest
    @MethodSource("fused")
    void stateDictEqualsTimms(Map.Entry<String, JsonNode> known) {
        List<String> expected = new ArrayList<>();
        for (JsonNode entry : known.getValue().get("params")) {
            expected.add(entry.get(0).asText() + " " + Arrays.toString(Reference.longs(entry.get(1))));
        }
        List<String> actual = build(known.getKey(), 32, ParamTable.ofFused()).parameters().state().stream()
                .map(param -> param.name() + " " + Arrays.toString(param.shape()))
                .toList();
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @CsvSource({"mobileone_s0, 32", "repvgg_a0, 32", "repvgg_a0, 16"})
    @Tag("engine")
    void outputsStayTheSame(String name, int outputStride) {
        Model trained = build(name, outputStride, new ParamTable());
        Model fused = build(name, outputStride, ParamTable.ofFused());
        try (GeneratedModel generated = new GeneratedModel(trained);
                Weights weights = Reparameterization.of(fused.parameters(), generated.weights())) {
            float[] expected = logits(trained, generated.weights());
            float[] actual = logits(fused, weights);
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
            }
            assertEquals(1000, actual.length);
            assertTrue(difference < TOLERANCE * largest, difference + " of " + largest);
        }
    }

    private static float[] logits(Model model, Weights weights) {
        Program.Body body =
                (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, false, Set.of())));
        List<Program.Input> inputs = List.of(new Program.Input(ElementType.FLOAT32, 1, 3, SIZE, SIZE));
        try (DeviceTensor input = GeneratedModel.input(1, 3, SIZE, SIZE);
                Program program = Program.inference(Execution.TRACED, Precision.FP32, inputs, body);
                Program.Results results = program.run(List.of(input), weights)) {
            return results.values().get(0).floats();
        }
    }

    @Test
    @Tag("engine")
    void modelsWithoutBranchesStayAsTheyAre() {
        Model trained = build("test_byobnet", 32, new ParamTable());
        Model fused = build("test_byobnet", 32, ParamTable.ofFused());
        try (GeneratedModel generated = new GeneratedModel(trained);
                Weights weights = Reparameterization.of(fused.parameters(), generated.weights())) {
            List<Param> before = trained.parameters().state();
            List<Param> after = fused.parameters().state();
            assertEquals(before.toString(), after.toString());
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i).type() == ElementType.FLOAT32) {
                    assertArrayEquals(
                            generated.weights().get(before.get(i)).floats(),
                            weights.get(after.get(i)).floats());
                }
            }
        }
    }
}
