package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jimm.api.checkpoint.CheckpointTensor;
import dev.jimm.api.checkpoint.StateDict;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How a family makes checkpoints of other hands its own. Only names and shapes are looked at. */
final class CheckpointChecks {
    private final ModelProvider provider;

    CheckpointChecks(ModelProvider provider) {
        this.provider = provider;
    }

    /** What is saved under the model's names comes out as it is, with a classifier and without. */
    void ownNamesStay() {
        for (Architecture<?> architecture : provider.architectures()) {
            for (int classes : new int[] {1000, 0}) {
                ParamTable table = architecture
                        .build(ModelOptions.DEFAULT.classes(classes))
                        .parameters();
                Map<String, CheckpointTensor> own = new LinkedHashMap<>();
                table.state().forEach(param -> own.put(param.name(), CheckpointTensor.zeros(param.shape())));
                StateDict converted = provider.convert(new StateDict(own), table);
                assertEquals(
                        String.join("\n", own.keySet()),
                        String.join("\n", converted.names()),
                        () -> "the tensors of " + architecture.name()
                                + " that convert makes of a checkpoint that has the"
                                + " model's names already, and which must come out as it is");
                own.forEach((name, tensor) ->
                        assertArrayEquals(tensor.shape(), converted.get(name).shape(), name));
            }
        }
    }

    /**
     * A published checkpoint gets the model's names and shapes, all of them and no others.
     *
     * @param facts {@code {"of": "pit_ti_224", "classes": 1000, "tensors": [["pools.0.conv.weight", [128, 1, 3, 3]], ...]}}
     */
    void converts(JsonNode facts) {
        String name = facts.get("of").asText();
        ParamTable table = provider.architectures().stream()
                .filter(architecture -> architecture.name().equals(name))
                .findFirst()
                .orElseThrow()
                .build(ModelOptions.DEFAULT.classes(facts.path("classes").asInt(1000)))
                .parameters();
        Map<String, CheckpointTensor> published = new LinkedHashMap<>();
        facts.get("tensors")
                .forEach(tensor ->
                        published.put(tensor.get(0).asText(), CheckpointTensor.zeros(Reference.longs(tensor.get(1)))));
        StateDict converted = provider.convert(new StateDict(published), table);
        Map<String, String> expected = new TreeMap<>();
        for (Param param : table.state()) {
            boolean counter = param.type() == ElementType.INT64 && !converted.has(param.name());
            if (!counter) { // which older files lack
                expected.put(param.name(), CheckpointTensor.zeros(param.shape()).toString());
            }
        }
        Map<String, String> found = new TreeMap<>();
        converted
                .names()
                .forEach(tensor -> found.put(tensor, converted.get(tensor).toString()));
        assertEquals(lines(expected), lines(found));
    }

    private static String lines(Map<String, String> shapes) {
        return shapes.toString().replace(", ", "\n").replace("],", "]\n");
    }
}
