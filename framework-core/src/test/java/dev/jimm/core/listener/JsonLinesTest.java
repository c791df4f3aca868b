package dev.jimm.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.api.event.TrainingEvent.Ended;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final String TIME = "\"time\":\"2026-01-02T03:04:05.678Z\",";
    private static final Set<String> ROWS = Set.of("stepped", "skipped", "epoch-ended");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Story story = new Story();

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("events.jsonl");
    }

    private TrainingListener listener(int everySteps) {
        return new JsonLinesLog(file(), everySteps, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<String> written() throws IOException {
        return Files.readAllLines(file());
    }

    /** The lines that are to be there once each. */
    private List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : written()) {
            if (ROWS.contains(JSON.readTree(line).get("event").asText())) {
                rows.add(line);
            }
        }
        return rows;
    }

    @Test
    void hasAnObjectAnEvent() throws IOException {
        try (TrainingListener listener = listener(1)) {
            story.tellUntil(story.length(), listener);
            listener.on(new Stopped(Stopped.Reason.NO_IMPROVEMENT));
            listener.on(new Ended(new TrainingResult(
                    Path.of("runs"), true, "top1", 2, Map.of("top1", 0.5), List.of("1.jpg: a"), 1, 3, 62)));
        }
        List<String> lines = written();
        assertEquals(17, lines.size());
        assertEquals(
                "{\"event\":\"started\"," + TIME + "\"run\":\"first\",\"folder\":"
                        + JSON.writeValueAsString(Path.of("runs", "first").toString())
                        + ",\"model\":\"resnet18\",\"parameters\":11181642,\"classes\":10,\"training-samples\":128,"
                        + "\"validation-samples\":32,\"epochs\":2,\"epochs-done\":0,\"batches-done\":0,"
                        + "\"updates-done\":0,\"resumed\":false}",
                lines.get(0));
        assertEquals(
                "{\"event\":\"stepped\"," + TIME + "\"epoch\":1,\"batch\":1,\"batches\":4,\"update\":1,\"samples\":32,"
                        + "\"loss\":4.0,\"mean-loss\":8.0,\"rate\":0.001,\"gradient-norm\":2.0,\"seconds\":0.25,"
                        + "\"data-seconds\":0.125}",
                lines.get(1));
        assertEquals(
                "{\"event\":\"epoch-ended\"," + TIME + "\"epoch\":1,\"epochs\":2,\"updates\":4,\"metrics\":{"
                        + "\"rate\":0.001,\"train-loss\":2.5,\"loss\":1.5,\"top1\":0.25,\"ema-top1\":0.125},"
                        + "\"best\":true,\"seconds\":2.0,\"images-per-second\":128.0,\"data-share\":0.5,"
                        + "\"peak-memory-bytes\":1048576}",
                lines.get(6));
        assertEquals(
                "{\"event\":\"skipped\"," + TIME
                        + "\"epoch\":2,\"batch\":2,\"update\":6,\"reason\":\"GRADIENTS\",\"loss-scale\":512.0}",
                lines.get(9));
        assertEquals("{\"event\":\"stopped\"," + TIME + "\"reason\":\"NO_IMPROVEMENT\"}", lines.get(15));
        assertEquals(
                "{\"event\":\"ended\"," + TIME + "\"result\":{\"folder\":\"runs\",\"finished\":true,"
                        + "\"metric\":\"top1\",\"best-epoch\":2,\"best-metrics\":{\"top1\":0.5},"
                        + "\"bad-samples\":[\"1.jpg: a\"],\"bad-sample-count\":1,\"skipped-updates\":3,"
                        + "\"seconds\":62.0}}",
                lines.get(16));
    }

    @Test
    void whatIsNotFiniteIsNull() throws IOException {
        story.tell(listener(1));
        JsonNode third = JSON.readTree(written().get(4));
        assertEquals(3, third.get("update").asInt());
        assertTrue(third.get("gradient-norm").isNull(), third::toString);
    }

    @Test
    void everyKillEndsInTheRowsOfTheUnbrokenRun() throws IOException {
        story.tell(listener(1));
        List<String> unbroken = rows();
        assertEquals(10, unbroken.size());
        for (int killed = 0; killed <= story.length(); killed++) {
            for (boolean newest : new boolean[] {false, true}) {
                story.tellUntil(killed, listener(1));
                Files.writeString(file(), "{\"event\":\"st", StandardOpenOption.APPEND); // killed within a line
                story.resume(killed, newest, () -> listener(1));
                assertEquals(unbroken, rows(), "killed after event " + killed);
            }
        }
    }

    @Test
    void someUpdatesAreEnough() throws IOException {
        story.tell(listener(3));
        List<String> unbroken = rows();
        assertEquals(4, unbroken.size()); // update 3, the skipped one, two epochs
        for (int killed = 0; killed <= story.length(); killed++) {
            story.tellUntil(killed, listener(3));
            story.resume(killed, true, () -> listener(3));
            assertEquals(unbroken, rows(), "killed after event " + killed);
        }
    }

    @Test
    void anEpochThatBeginsAnewKeepsTheUpdatesThatShapedTheWeights() throws IOException {
        story.tellUntil(11, listener(1));
        Story.restartEpoch(listener(1));
        List<String> told = new ArrayList<>();
        for (String row : rows()) {
            JsonNode event = JSON.readTree(row);
            told.add(event.get("epoch") + " " + event.path("batch").asText("end") + " "
                    + event.path("update").asText());
        }
        assertEquals(List.of("1 1 1", "1 2 2", "1 3 3", "1 4 4", "1 end ", "2 1 5", "2 2 6", "2 1 7"), told);
    }

    @Test
    void stepsAreAtLeastOne() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new EverySteps(0));
        assertEquals("every-steps must be at least 1, is 0", refused.getMessage());
    }
}
