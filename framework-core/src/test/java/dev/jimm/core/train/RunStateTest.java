package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.transform.CropMode;
import dev.jimm.core.weights.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private static RunState state(CropMode mode) {
        List<Double> three = List.of(0.5, 0.5, 0.5);
        return new RunState(
                "{}",
                List.of("cat", "dog"),
                new Preprocessing(8, 8, 1, mode, "bicubic", three, three),
                0,
                0,
                0,
                0,
                List.of(),
                "some data",
                Map.of(7, "7.jpg: is truncated"));
    }

    private static RunState read(JsonNode json) {
        return RunState.of(new Checkpoint(Path.of("checkpoint"), null, json, Map.of()));
    }

    @Test
    void cropModesAreKeptByTheirNames() {
        for (CropMode mode : CropMode.values()) {
            ObjectNode json = state(mode).toJson();
            assertEquals(mode.toString(), json.at("/preprocessing/cropMode").asText());
            assertEquals(state(mode), read(json));
        }
    }

    /** As runs were written before there was a choice. */
    @Test
    void withoutACropModeItIsTheCentre() {
        ObjectNode json = state(CropMode.BORDER).toJson();
        ((ObjectNode) json.get("preprocessing")).remove("cropMode");
        ObjectNode before = json.deepCopy();
        assertEquals(state(CropMode.CENTER), read(json));
        assertEquals(before, json, "what was read stays as it was");
    }

    @Test
    void runsFromBeforeSayNothingOfTheirData() {
        ObjectNode json = state(CropMode.CENTER).toJson();
        assertEquals("some data", read(json).data());
        assertEquals(Map.of(7, "7.jpg: is truncated"), read(json).badSamples());
        json.remove("data");
        json.remove("badSamples");
        assertEquals("", read(json).data());
        assertEquals(Map.of(), read(json).badSamples());
    }

    @Test
    void cropModesThatAreNoneAreTold() {
        ObjectNode json = state(CropMode.CENTER).toJson();
        ((ObjectNode) json.get("preprocessing")).put("cropMode", "middle");
        String message = assertThrows(JimmException.class, () -> read(json)).getMessage();
        assertTrue(message.contains("'preprocessing.cropMode'"), message);
        assertTrue(message.contains("\"middle\""), message);
        ((ObjectNode) json.get("preprocessing")).putNull("cropMode");
        String empty = assertThrows(JimmException.class, () -> read(json)).getMessage();
        assertTrue(empty.contains("cropMode"), empty);
    }
}
