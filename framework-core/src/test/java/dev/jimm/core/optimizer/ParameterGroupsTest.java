package dev.jimm.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.ClassifierHead;
import dev.jimm.api.model.LayerGroups;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.GlobalPool;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.config.ConfigBinder;
import dev.jimm.core.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
    private final Model model = model();

    /** Of a stem, two blocks and a head, without a forward pass. */
    private static Model model() {
        Scope root = new ParamTable().root();
        root.at("stem").weight("weight", Init.ZEROS, 4, 3, 2, 2);
        root.weight("position", Init.ZEROS, 1, 9, 4);
        for (int block = 0; block < 2; block++) {
            root.at("blocks").at(block).weight("weight", Init.ZEROS, 4, 4);
            root.at("blocks").at(block).weight("bias", Init.ZEROS, 4);
            root.at("blocks").at(block).weight("table.bias", Init.ZEROS, 2, 2);
        }
        return Model.builder(root)
                .features((x, pass) -> x)
                .head(ClassifierHead.at(root.at("head"), 4, ModelOptions.DEFAULT, GlobalPool.AVG))
                .featureCount(4)
                .noWeightDecay("position")
                .layerGroups(new LayerGroups().then("stem|position").then("blocks\\.(\\d+)"))
                .build();
    }

    private static OptimizerConfig config(String text) {
        Problems problems = new Problems();
        OptimizerConfig config =
                ConfigBinder.bind(ConfigFactory.parseString(text), "optimizer", OptimizerConfig.defaults(), problems);
        assertEquals(List.of(), problems.lines());
        return config;
    }

    private List<String> sorted(String text) {
        return ParameterGroups.of(config(text), model).trained().stream()
                .map(trained -> trained.param().name() + ": " + trained.group() + ", " + trained.rateScale() + ", "
                        + trained.weightDecay())
                .toList();
    }

    @Test
    void vectorsBiasesAndTheModelsOwnListDoNotDecay() {
        assertEquals(
                List.of(
                        "stem.weight: decay, 1.0, 0.1",
                        "position: no decay, 1.0, 0.0",
                        "blocks.0.weight: decay, 1.0, 0.1",
                        "blocks.0.bias: no decay, 1.0, 0.0",
                        "blocks.0.table.bias: no decay, 1.0, 0.0",
                        "blocks.1.weight: decay, 1.0, 0.1",
                        "blocks.1.bias: no decay, 1.0, 0.0",
                        "blocks.1.table.bias: no decay, 1.0, 0.0",
                        "head.weight: decay, 1.0, 0.1",
                        "head.bias: no decay, 1.0, 0.0"),
                sorted("weight-decay = 0.1"));
        assertTrue(sorted("weight-decay = 0").stream().allMatch(line -> line.endsWith(": no decay, 1.0, 0.0")));
    }

    @Test
    void layersFurtherFromTheHeadLearnMoreSlowly() {
        List<String> lines = sorted("layer-decay = 0.5, weight-decay = 0.1");
        assertEquals("stem.weight: layer 0, decay, 0.125, 0.1", lines.get(0));
        assertEquals("position: layer 0, no decay, 0.125, 0.0", lines.get(1));
        assertEquals("blocks.0.weight: layer 1, decay, 0.25, 0.1", lines.get(2));
        assertEquals("blocks.1.bias: layer 2, no decay, 0.5, 0.0", lines.get(6));
        assertEquals("head.weight: layer 3, decay, 1.0, 0.1", lines.get(8));
        assertEquals(
                "stem.weight: layer 0, decay, 0.2, 0.1",
                sorted("layer-decay = 0.5, layer-decay-min-scale = 0.2, weight-decay = 0.1")
                        .get(0));
    }

    private String frozen(String text) {
        return ParameterGroups.of(config(text), model).frozen().entrySet().stream()
                .map(entry -> entry.getKey().name() + ": " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    @Test
    void layersBelowALeastScaleAreFrozen() {
        assertEquals(
                "stem.weight: frozen: layer 0 of 4; position: frozen: layer 0 of 4",
                frozen("layer-decay = 0.5, layer-decay-no-opt-scale = 0.2"));
        assertEquals("", frozen("layer-decay = 0.5, layer-decay-no-opt-scale = 0.125"));
    }

    @Test
    void theFirstPatternThatMatchesCounts() {
        String text = """
                weight-decay = 0.1
                layer-decay = 0.5
                groups = [ { match = "blocks.?.weight", lr-scale = 10, weight-decay = 0.3 },
                           { match = "blocks.*", frozen = true },
                           { match = "position", weight-decay = 0.2 } ]
                """;
        assertEquals(
                List.of(
                        "stem.weight: layer 0, decay, 0.125, 0.1",
                        "position: layer 0, position, decay, 0.125, 0.2",
                        "blocks.0.weight: layer 1, blocks.?.weight, decay, 2.5, 0.3",
                        "blocks.1.weight: layer 2, blocks.?.weight, decay, 5.0, 0.3",
                        "head.weight: layer 3, decay, 1.0, 0.1",
                        "head.bias: layer 3, no decay, 1.0, 0.0"),
                sorted(text));
        ParameterGroups groups = ParameterGroups.of(config(text), model);
        Param bias = model.parameters().find("blocks.0.bias").orElseThrow();
        assertFalse(groups.isTrained(bias, 0));
        assertEquals("frozen: blocks.*", groups.frozen().get(bias));
        assertEquals(4, groups.frozen().size());
    }

    @Test
    void parametersMayStartLater() {
        ParameterGroups groups = ParameterGroups.of(
                config("groups = [ { match = \"blocks.*\", frozen-epochs = 3 },"
                        + " { match = \"position\", frozen-epochs = 5 } ]"),
                model);
        assertEquals(Set.of(0, 3, 5), groups.stages());
        assertEquals(
                List.of(0, 0, 3, 3, 5, 5),
                List.of(0, 2, 3, 4, 5, 99).stream().map(groups::stage).toList());
        Param late = model.parameters().find("blocks.0.bias").orElseThrow();
        assertFalse(groups.isTrained(late, 0));
        assertTrue(groups.isTrained(late, 3));
        assertTrue(groups.isTrained(late, 5));
        assertEquals(
                List.of("position"),
                groups.ofStage(5).stream().map(one -> one.param().name()).toList());
        assertTrue(groups.trained().stream().anyMatch(one -> one.group().contains("from epoch 4")));
        assertEquals(
                Map.of("groups", "leaves no parameter to be trained in the first epoch; freeze less"),
                problems("groups = [ { match = \"*\", frozen-epochs = 1 } ]"));
    }

    private Map<String, String> problems(String text) {
        return ParameterGroups.problems(config(text), model);
    }

    @Test
    void allPatternsThatDoNothingAreTold() {
        assertEquals(
                Map.of(
                        "groups[1].match",
                        "matches none of the model's parameters, is 'haed.*'; did you mean 'head'?; 'jimm describe"
                                + " FILE --parameters' lists them",
                        "groups[2].match",
                        "matches only what groups before it match; put it before them",
                        "groups[3].match",
                        "is missing: a pattern of parameter names, such as \"head.*\"",
                        "groups[4].match",
                        "matches none of the model's parameters, is 'blocks.0.wait'; did you mean 'blocks.0.bias',"
                                + " 'blocks.0.weight', 'blocks.0.table'?; 'jimm describe FILE --parameters' lists them"),
                problems("""
                        groups = [ { match = "blocks.*", lr-scale = 2 }, { match = "haed.*", frozen = true },
                                   { match = "blocks.1.*", frozen = true }, { frozen = true },
                                   { match = blocks.0.wait, frozen = true } ]
                        """));
        assertEquals(
                "matches none of the model's parameters, is 'head'; did you mean 'head.*'?; 'jimm describe FILE"
                        + " --parameters' lists them",
                problems("groups = [ { match = head, frozen = true } ]").get("groups[0].match"));
        assertEquals(
                Map.of(),
                problems("groups = [ { match = \"blocks.1.*\", frozen = true }, { match = \"*\", lr-scale = 2 } ]"));
    }

    @Test
    void somethingMustBeTrained() {
        assertEquals(
                Map.of("groups", "leaves no parameter to be trained; freeze less"),
                problems("groups = [ { match = \"*\", frozen = true } ]"));
        assertEquals(
                Map.of("layer-decay-no-opt-scale", "leaves no parameter to be trained; freeze less"),
                problems("layer-decay = 0.5, layer-decay-no-opt-scale = 2"));
    }
}
