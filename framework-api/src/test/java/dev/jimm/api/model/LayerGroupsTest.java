package dev.jimm.api.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerGroupsTest {
    private static Map<String, Integer> layers(LayerGroups groups, String... names) {
        ParamTable table = new ParamTable();
        for (String name : names) {
            table.root().weight(name, Init.ZEROS, 1);
        }
        Map<Param, Integer> layers = groups.layers(table.weights());
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (Param weight : table.weights()) {
            byName.put(weight.name(), layers.get(weight));
        }
        return byName;
    }

    @Test
    void aTransformer() {
        LayerGroups groups = new LayerGroups()
                .then("cls_token|pos_embed|patch_embed")
                .then("blocks\\.(\\d+)")
                .joining("norm");
        assertEquals(
                Map.of(
                        "cls_token", 0,
                        "patch_embed.proj.weight", 0,
                        "blocks.0.attn.qkv.weight", 1,
                        "blocks.2.mlp.fc1.weight", 2,
                        "blocks.10.mlp.fc1.weight", 3,
                        "norm.weight", 3,
                        "head.weight", 4),
                layers(
                        groups,
                        "cls_token",
                        "patch_embed.proj.weight",
                        "blocks.0.attn.qkv.weight",
                        "blocks.2.mlp.fc1.weight",
                        "blocks.10.mlp.fc1.weight",
                        "norm.weight",
                        "head.weight"));
    }

    @Test
    void twoNumbersOrderByTheFirst() {
        LayerGroups groups = new LayerGroups().then("conv1|bn1").then("layer(\\d+)\\.(\\d+)");
        assertEquals(
                Map.of("fc.bias", 4, "layer1.1.w", 2, "layer2.0.w", 3, "layer1.0.w", 1, "bn1.w", 0),
                layers(groups, "fc.bias", "layer2.0.w", "layer1.1.w", "layer1.0.w", "bn1.w"));
    }

    @Test
    void endsAndBeginningsOfStagesJoinTheirBlocks() {
        LayerGroups groups = new LayerGroups()
                .then("stem")
                .then("stages\\.(\\d+)\\.blocks\\.(\\d+)")
                .joining("stages\\.(\\d+)\\.transition")
                .joiningFirst("stages\\.(\\d+)\\.down");
        assertEquals(
                Map.of(
                        "stem.w", 0,
                        "stages.0.down.w", 1,
                        "stages.0.blocks.0.w", 1,
                        "stages.0.blocks.1.w", 2,
                        "stages.0.transition.w", 2,
                        "stages.1.down.w", 3,
                        "stages.1.blocks.0.w", 3,
                        "stages.1.transition.w", 3,
                        "head.w", 4),
                layers(
                        groups,
                        "stem.w",
                        "stages.0.down.w",
                        "stages.0.blocks.0.w",
                        "stages.0.blocks.1.w",
                        "stages.0.transition.w",
                        "stages.1.down.w",
                        "stages.1.blocks.0.w",
                        "stages.1.transition.w",
                        "head.w"));
    }

    @Test
    void theFirstRuleThatMatchesTheBeginningWins() {
        LayerGroups groups = new LayerGroups().then("a").then("ab");
        assertEquals(Map.of("ab", 0, "cab", 1), layers(groups, "ab", "cab"));
    }

    @Test
    void withoutRulesThereIsOneLayer() {
        assertEquals(Map.of("a", 0, "b", 0), layers(new LayerGroups(), "a", "b"));
    }
}
