package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.gradient.LossScale;
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
                1,
                3,
                7,
                Map.of(0, 6L, 9, 2L, 3, 4L, 5, 3L),
                0.05,
                new UpdateStep.Skips(new LossScale(1024, 5), 1, 0),
                2.5,
                3,
                List.of(new EpochMetrics(1, 0.1, 2.5, Map.of("loss", Double.NaN, "top1", 0.25))),
                "some data",
                "",
                Map.of(7, "7.jpg: is truncated", 41, "41.jpg: is empty", 12, "12.jpg: is no image"));
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

    /** The order of {@code Map.of} differs from one JVM to the next. */
    @Test
    void theBytesAreTheSameInEveryJvm() {
        String json = state(CropMode.CENTER).toJson().toString();
        assertTrue(json.contains("\"optimizerSteps\":{\"0\":6,\"3\":4,\"5\":3,\"9\":2}"), json);
        assertTrue(json.indexOf("7.jpg") < json.indexOf("12.jpg"), json);
        assertTrue(json.indexOf("12.jpg") < json.indexOf("41.jpg"), json);
    }

    @Test
    void whatIsMissingIsTold() {
        ObjectNode json = state(CropMode.CENTER).toJson();
        json.remove("skips");
        String message = assertThrows(JimmException.class, () -> read(json)).getMessage();
        assertTrue(message.contains("'skips'"), message);
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
