package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Param;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What overrides change in class-attention transformers. */
class CaitOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<CaitConfig> ARCHITECTURE =
            (Architecture<CaitConfig>) new Cait().architectures().get(0);

    /** Two heads, three blocks for the patches, two for the class token, every dropout at a rate of its own. */
    private static final CaitConfig SMALL = new CaitConfig(32, 8, 24, 3, 2, 4, true, 0.5, 2, 3, 0.1, 0.2, 0.3);

    private static Model small(ModelOptions options) {
        return ARCHITECTURE.build(SMALL, options);
    }

    @Test
    void onlyThePatchesBlocksDrop() {
        Model model = small(new ModelOptions(5, 3, 0.4, 0.25, null, 32));
        ShapeRunner training = new ShapeRunner();
        assertArrayEquals(new long[] {2, 5}, training.logits(model, true, 2, 3, 32, 32));
        Map<Double, Long> rates = training.calls("dropout")
                .collect(Collectors.groupingBy(call -> call.number("probability"), Collectors.counting()));
        // patches; attention and both places of the perceptron, of three blocks; attention weights; classifier
        assertEquals(Map.of(0.1, 1L, 0.2, 9L, 0.3, 3L, 0.4, 1L), rates);
        double[] paths = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25, 0.25, 0.25}, paths);

        ShapeRunner evaluation = new ShapeRunner();
        evaluation.logits(model, false, 2, 3, 32, 32);
        assertEquals(
                0,
                evaluation.calls("dropout").count()
                        + evaluation.calls("drop_path").count());
    }

    @Test
    void blocksOfTheClassTokenHaveTheirOwnWidth() {
        Model model = small(ModelOptions.DEFAULT);
        assertArrayEquals(new long[] {96, 24}, shape(model, "blocks.2.mlp.fc1.weight"));
        assertArrayEquals(new long[] {72, 24}, shape(model, "blocks_token_only.1.mlp.fc1.weight"));
    }

    private static long[] shape(Model model, String name) {
        return model.parameters().find(name).orElseThrow().shape();
    }

    @Test
    void withoutBiasTheProjectionsOfAttentionLoseTheirs() {
        CaitConfig config = new CaitConfig(32, 8, 24, 3, 2, 4, false, 0.5, 2, 3, 0, 0, 0);
        Set<String> names = ARCHITECTURE.build(config, ModelOptions.DEFAULT).parameters().state().stream()
                .map(Param::name)
                .collect(Collectors.toSet());
        Set<String> all = small(ModelOptions.DEFAULT).parameters().state().stream()
                .map(Param::name)
                .collect(Collectors.toSet());
        assertTrue(all.containsAll(names));
        all.removeAll(names);
        assertEquals(3 + 2 * 3, all.size());
        assertTrue(all.stream().allMatch(name -> name.matches("blocks.*attn\\.(qkv|q|k|v)\\.bias")), all::toString);
    }

    @Test
    void averagePoolingLeavesTheClassTokenOut() {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(small(new ModelOptions(5, 3, 0, 0, "avg", 32)), false, 2, 3, 32, 32);
        assertEquals(1, runner.calls("mean").count());
        assertEquals(
                "global-pool must be one of token, avg, is \"max\"",
                refusal(() -> small(new ModelOptions(5, 3, 0, 0, "max", 32))));
    }

    @Test
    void configurationsAreChecked() {
        List<String> messages = List.of(
                refusal(() -> new CaitConfig(32, 0, 24, 3, 2, 4, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(4, 8, 24, 3, 2, 4, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 0, 2, 4, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 0, 4, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 25, 3, 2, 4, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 0, true, 1, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 0, 2, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 1, 4, 4, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 1, 2, 0, 0, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 1, 2, 4, 1, 0, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 1, 2, 4, 0, -0.5, 0)),
                refusal(() -> new CaitConfig(32, 8, 24, 3, 2, 4, true, 1, 2, 4, 0, 0, 2)));
        assertEquals(
                List.of(
                        "patch-size must be positive, is 0",
                        "img-size must be at least the patch-size of 8, is 4",
                        "depth must be positive, is 0",
                        "num-heads must be positive, is 0",
                        "embed-dim must be a multiple of the 2 num-heads, is 25",
                        "mlp-ratio must leave a hidden width, is 0.0",
                        "init-values must be positive, is 0.0",
                        "depth-token-only must be from 1 to the depth of 3, is 4",
                        "mlp-ratio-token-only must leave a hidden width, is 0.0",
                        "pos-drop-rate must be in [0, 1), is 1.0",
                        "proj-drop-rate must be in [0, 1), is -0.5",
                        "attn-drop-rate must be in [0, 1), is 2.0"),
                messages);
    }
}
