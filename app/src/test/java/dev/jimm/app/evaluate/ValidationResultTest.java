package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.app.evaluate.ValidationResult.Confused;
import dev.jimm.app.evaluate.ValidationResult.OfClass;
import dev.jimm.app.text.Json;
import dev.jimm.core.metric.Accumulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidationResultTest {
    private final ValidationResult result = Results.singleLabel("runs/a");

    @Test
    void tellsForEachClassWhatItIsTakenFor() {
        assertEquals(
                List.of(
                        new OfClass("cat", 3, 2, 1, 0.5, 1.0 / 3, 0.4, null, "horse", 2),
                        new OfClass("dog", 5, 4, 4, 1, 0.8, 8.0 / 9, null, "cat", 1),
                        new OfClass("horse", 0, 2, 0, 0, 0, 0, null, null, 0)),
                result.classes());
    }

    @Test
    void confusionHasOnlyWhatOccurred() {
        assertEquals(
                List.of(
                        new Confused("cat", "cat", 1),
                        new Confused("cat", "horse", 2),
                        new Confused("dog", "cat", 1),
                        new Confused("dog", "dog", 4)),
                result.confusion());
    }

    @Test
    void metricsOfRealLabelsHaveNamesOfTheirOwn() {
        Accumulator accumulator = Accumulator.of(3, false, List.of(1));
        accumulator.add(new float[] {1, 0, 0}, new int[] {1});
        Map<String, Double> metrics = Results.result("a", accumulator.evaluation(), Map.of("top1", 1.0))
                .metrics();
        assertEquals(0.0, metrics.get("top1"));
        assertEquals(1.0, metrics.get("real-top1"));
    }

    @Test
    void multiLabelDataHasAveragePrecisionInPlaceOfConfusion() {
        ValidationResult multiLabel = Results.multiLabel("a");
        assertEquals(List.of(), multiLabel.confusion());
        assertEquals(1.0, multiLabel.classes().get(1).averagePrecision());
    }

    @Test
    void jsonHasKeysInSnakeCaseAndNothingThatIsAbsent() throws IOException {
        JsonNode json = new ObjectMapper().readTree(Json.write(result));
        assertEquals("resnet18", json.path("model").path("architecture").textValue());
        assertEquals("[224,160]", json.path("model").path("input_size").toString());
        assertEquals(8, json.path("images").intValue());
        assertEquals(4, json.path("images_per_second").intValue());
        assertEquals(0.625, json.path("metrics").path("top1").doubleValue());
        assertEquals("horse", json.path("classes").path(0).path("mistaken_for").textValue());
        assertFalse(json.path("classes").path(0).has("average_precision"));
        assertEquals(
                "{\"class\":\"cat\",\"predicted\":\"horse\",\"count\":2}",
                json.path("confusion").path(1).toString());
        assertEquals(3, json.path("layers").path(0).path("dead_channels").intValue());
    }
}
