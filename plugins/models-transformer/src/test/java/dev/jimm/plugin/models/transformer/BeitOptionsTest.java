package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in BEiT; expected logits are timm's, of the same generated weights. */
class BeitOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<BeitConfig> ARCHITECTURE =
            (Architecture<BeitConfig>) new Beit().architectures().get(0);

    private static final ModelOptions OPTIONS = ModelOptions.DEFAULT.classes(5);

    /** Two blocks of two heads; 4 x 4 patches. */
    static BeitConfig small(boolean qkvBias, Double initValues, boolean absolute, boolean relative, boolean shared) {
        return new BeitConfig(32, 8, 16, 2, 2, qkvBias, 4, initValues, absolute, relative, shared, 0.001, 0, 0, 0);
    }

    private static ModelOptions pool(String name) {
        return new ModelOptions(5, 3, 0, 0, name, 32);
    }

    private static void assertLogits(Model model, double... expected) {
        float[] actual;
        try (GeneratedModel generated = new GeneratedModel(model)) {
            actual = generated
                    .outputs(Execution.TRACED, Set.of(), 1, 3, 32, 32)
                    .logits()
                    .values();
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 2e-6, "logit " + i + " of " + Arrays.toString(actual));
        }
    }

    @Test
    @Tag("engine")
    void positionsAreKnownInThreeWays() {
        Model absolute = ARCHITECTURE.build(small(true, null, true, false, false), OPTIONS);
        assertLogits(absolute, 1.031331, 0.43717, 0.368446, -0.996581, 0.233251);
        Model relative = ARCHITECTURE.build(small(true, 0.1, false, true, false), OPTIONS);
        assertLogits(relative, 1.16256, 0.393416, 0.267302, -1.182056, 0.269341);
        Model shared = ARCHITECTURE.build(small(false, null, true, false, true), OPTIONS);
        assertLogits(shared, 1.057618, 0.493212, 0.394079, -1.02685, 0.294952);
        assertEquals(
                Set.of("cls_token", "pos_embed", "rel_pos_bias.relative_position_bias_table"), shared.noWeightDecay());
    }

    @Test
    @Tag("engine")
    void classTokenIsTakenFromNormalisedTokens() {
        Model model = ARCHITECTURE.build(small(true, 0.5, false, true, true), pool("token"));
        assertLogits(model, 0.124573, 0.174146, 1.049796, -0.259867, 0.188483);
        assertEquals(
                "global-pool must be one of avg, token, is \"max\"",
                refusal(() -> ARCHITECTURE.build(small(true, 0.5, false, true, true), pool("max"))));
    }

    @Test
    void ratesOfDroppingReachTheirPlaces() {
        ShapeRunner training = new ShapeRunner();
        BeitConfig config = new BeitConfig(32, 8, 16, 2, 2, true, 4, 0.1, false, true, false, 0.001, 0.1, 0.2, 0.3);
        Model model = ARCHITECTURE.build(config, new ModelOptions(5, 3, 0.4, 0.3, null, 32));
        training.logits(model, true, 2, 3, 32, 32);
        Map<Double, Long> rates = training.calls("dropout")
                .collect(Collectors.groupingBy(call -> call.number("probability"), Collectors.counting()));
        // tokens; attention and both places of the perceptron, of two blocks; classifier
        assertEquals(Map.of(0.1, 1L, 0.2, 6L, 0.4, 1L), rates);
        assertArrayEquals(
                new double[] {0.3, 0.3},
                training.calls("attention")
                        .mapToDouble(call -> call.number("dropout"))
                        .toArray());
        // the first block's rate is 0
        assertArrayEquals(
                new double[] {0.3, 0.3},
                training.calls("drop_path")
                        .mapToDouble(call -> call.number("probability"))
                        .toArray());
    }

    @Test
    void configurationsAreChecked() {
        List<String> messages = List.of(
                refusal(() -> config(32, 0, 16, 2, 2, 0.1)),
                refusal(() -> config(4, 8, 16, 2, 2, 0.1)),
                refusal(() -> config(32, 8, 16, 0, 2, 0.1)),
                refusal(() -> config(32, 8, 16, 2, 0, 0.1)),
                refusal(() -> config(32, 8, 17, 2, 2, 0.1)),
                refusal(() -> config(32, 8, 16, 2, 2, 0)));
        assertEquals(
                List.of(
                        "patch-size must be positive, is 0",
                        "img-size must be at least the patch-size of 8, is 4",
                        "depth must be positive, is 0",
                        "num-heads must be positive, is 0",
                        "embed-dim must be a multiple of the 2 num-heads, is 17",
                        "init-values must be positive, is 0.0"),
                messages);
    }

    private static BeitConfig config(
            int imgSize, int patchSize, int embedDim, int depth, int numHeads, double initValues) {
        return new BeitConfig(
                imgSize, patchSize, embedDim, depth, numHeads, true, 4, initValues, false, true, false, 0.001, 0, 0, 0);
    }
}
