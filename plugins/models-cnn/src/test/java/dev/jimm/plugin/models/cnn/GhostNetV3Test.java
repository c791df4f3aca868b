package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.core.verify.GeneratedModel.Values;
import dev.jimm.plugin.models.cnn.GhostNetConfig.Version;
import dev.jimm.testkit.Reference;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * With generated weights the maps of GhostNetV3 grow from block to block, to 1e8, where the sigmoid of the attention makes
 * a step of every rounding: not even timm comes to the same outputs on two machines. The outputs are therefore compared
 * as far as they repeat themselves, and the module by itself.
 */
@Tag("engine")
class GhostNetV3Test {
    private static final double TOLERANCE = 1e-3;

    @Test
    void firstFourStagesEqualTheReference() {
        JsonNode expected =
                GhostNetProviderKitTest.facts().get("ghostnetv3_050").get("golden");
        Architecture<?> architecture = new GhostNet()
                .architectures().stream()
                        .filter(candidate -> candidate.name().equals("ghostnetv3_050"))
                        .findFirst()
                        .orElseThrow();
        Set<String> wanted = Set.of("conv_stem", "blocks.1", "blocks.3", "blocks.5");
        try (GeneratedModel generated = new GeneratedModel(architecture.build(ModelOptions.DEFAULT))) {
            Map<String, Values> actual = generated
                    .outputs(Execution.TRACED, wanted, Reference.longs(expected.get("input")))
                    .intermediates();
            assertEquals(wanted, actual.keySet());
            for (int i = 0; i < wanted.size(); i++) {
                String module =
                        expected.get("feature_info").get(i).get("module").asText();
                assertSummary(module, expected.get("intermediates").get(i), actual.get(module));
            }
        }
    }

    private static void assertSummary(String module, JsonNode expected, Values actual) {
        double largest = expected.get("absmax").asDouble();
        assertArrayEquals(Reference.longs(expected.get("shape")), actual.shape(), module);
        for (int i = 0; i < expected.get("head").size(); i++) {
            assertEquals(expected.get("head").get(i).asDouble(), actual.values()[i], TOLERANCE * largest, module);
        }
        double sum = 0;
        double found = 0;
        for (float value : actual.values()) {
            sum += value;
            found = Math.max(found, Math.abs(value));
        }
        assertEquals(largest, found, TOLERANCE * largest, module);
        assertEquals(expected.get("mean").asDouble(), sum / actual.values().length, TOLERANCE * largest, module);
    }

    /** The averages of what timm's module makes of (1, 4, 5, 6), whose halves are enlarged by no whole number. */
    @Test
    void moduleWithAttention() {
        Scope root = new ParamTable().root();
        Layer module = new GhostModule(Version.V3, 4, 8, Activation.RELU, true).at(root);
        Model model = Model.builder(root)
                .features(module)
                .head((features, pass, preLogits) -> features.get(0).mean(2, 3))
                .featureCount(8)
                .build();
        float[] expected = {0.063279f, 0.191114f, 0.317797f, 0.079685f, 0.046296f, 0.001000f, 0.433661f, 0.120102f};
        try (GeneratedModel generated = new GeneratedModel(model)) {
            float[] actual = generated
                    .outputs(Execution.TRACED, Set.of(), 1, 4, 5, 6)
                    .logits()
                    .values();
            assertArrayEquals(expected, actual, 2e-6f);
        }
    }
}
