package dev.jimm.core.listener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.event.TrainingListener;
import dev.jimm.core.listener.EventFileReader.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.250Z");
    private static final double NOW_SECONDS = 1_767_323_045.25;

    private final Story story = new Story();

    @TempDir
    private Path folder;

    private static TrainingListener listener(Path into, int everySteps) {
        return new TensorBoardLog(into, everySteps, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** What TensorBoard shows: the beginning of a session drops its step and later ones from the files before. */
    private static List<Event> shown(Path folder) throws IOException {
        List<Event> shown = new ArrayList<>();
        for (Path file : files(folder)) {
            for (Event event : EventFileReader.read(file)) {
                if (event.start()) {
                    shown.removeIf(earlier -> earlier.step() >= event.step());
                } else if (event.version().isEmpty()) {
                    shown.add(event);
                }
            }
        }
        return shown;
    }

    private static Event scalars(long step, Map<String, Float> values) {
        return new Event(NOW_SECONDS, step, "", false, values);
    }

    private static Event update(long step, float loss, float norm) {
        return scalars(
                step,
                Map.of(
                        "train/loss",
                        loss,
                        "train/rate",
                        1e-3f,
                        "train/gradient-norm",
                        norm,
                        "train/images-per-second",
                        128f));
    }

    private static Event epoch(long step, float loss, float top1, float averaged) {
        return scalars(step, Map.of("validation/loss", loss, "validation/top1", top1, "ema/top1", averaged));
    }

    @Test
    void hasTheScalarsOfUpdatesAndEpochs() throws IOException {
        story.tell(listener(folder, 2));
        Path file = folder.resolve("events.out.tfevents.1767323045.jimm");
        assertEquals(List.of(file), files(folder));
        assertEquals(
                List.of(
                        new Event(NOW_SECONDS, 0, "brain.Event:2", false, Map.of()),
                        new Event(NOW_SECONDS, 1, "", true, Map.of()),
                        update(2, 2, 4),
                        update(4, 1, 8),
                        epoch(4, 1.5f, 0.25f, 0.125f),
                        update(8, 0.5f, 16),
                        epoch(8, 0.75f, 0.5f, 0.25f)),
                EventFileReader.read(file));
    }

    @Test
    void beginsAsTheFilesOfTensorFlow() throws IOException {
        story.tell(listener(folder, 2));
        byte[] file = Files.readAllBytes(files(folder).get(0));
        assertArrayEquals(HexFormat.of().parseHex("1800000000000000a37f4b2209"), Arrays.copyOf(file, 13));
    }

    @Test
    void aNormThatWasNotMeasuredIsLeftOut() throws IOException {
        story.tell(listener(folder, 3));
        Event third = shown(folder).get(0);
        assertEquals(3, third.step());
        assertEquals(
                Set.of("train/loss", "train/rate", "train/images-per-second"),
                third.values().keySet());
    }

    @Test
    void everyKillEndsInWhatTheUnbrokenRunShows() throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        story.tell(listener(whole, 1));
        List<Event> unbroken = shown(whole);
        assertEquals(9, unbroken.size());
        for (int killed = 0; killed <= story.length(); killed++) {
            Path broken = Files.createDirectory(folder.resolve("killed-" + killed));
            story.tellUntil(killed, listener(broken, 1));
            story.resume(killed, true, () -> listener(broken, 1));
            assertEquals(2, files(broken).size());
            assertEquals(unbroken, shown(broken), "killed after event " + killed);
        }
    }
}
