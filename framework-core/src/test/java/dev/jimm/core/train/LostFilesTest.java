package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that go or change under a run cost what they held, and not the checkpoints from before. */
@Tag("engine")
@Timeout(300)
class LostFilesTest {
    @TempDir
    private Path temporary;

    private static void delete(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The content of each file of a checkpoint. */
    private static SortedMap<String, byte[]> content(Path checkpoint) {
        SortedMap<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return content;
    }

    private static void assertSame(SortedMap<String, byte[]> expected, Path checkpoint) {
        SortedMap<String, byte[]> found = content(checkpoint);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    private static JimmException failure(Config config, boolean resume) {
        return assertThrows(JimmException.class, () -> {
            if (resume) {
                Runs.resume(config);
            } else {
                Runs.start(config);
            }
        });
    }

    @Test
    void dataThatVanishesStopsTheRunBehindItsLastCheckpoint() {
        long live = DeviceTensor.live();
        Runs runs = new Runs(temporary).withData(12);
        Config config = runs.config("vanished", "data.max-bad-in-row = 3");
        SortedMap<String, byte[]> saved = new TreeMap<>();
        JimmException failure = assertThrows(
                JimmException.class,
                () -> Runs.start(config, event -> {
                    if (event instanceof TrainingEvent.Saved checkpoint) {
                        saved.putAll(content(checkpoint.checkpoint()));
                        delete(runs.data());
                    }
                }));
        assertEquals(Category.DATA, failure.category());
        String message = failure.getMessage();
        assertTrue(
                message.startsWith("data.root = " + runs.data()
                        + " is not there any more; the last that was looked for: " + runs.data()),
                message);
        assertTrue(message.endsWith(": there is no such file. Bring it back, then resume"), message);
        Checkpoint last = new CheckpointStore(runs.folder("vanished").resolve("checkpoints"))
                .last()
                .orElseThrow();
        assertEquals("epoch-0001", last.info().name());
        assertSame(saved, last.folder());
        assertEquals(live, DeviceTensor.live());
    }

    /** What the message says to do leads to the same end. */
    @Test
    void aDamagedCheckpointIsReplacedByTheOneBefore() throws IOException {
        Runs runs = new Runs(temporary).withData(12);
        Config config = runs.config("damaged");
        Runs.start(config);
        Path first = runs.folder("damaged").resolve("checkpoints/epoch-0001");
        Path second = first.resolveSibling("epoch-0002");
        SortedMap<String, byte[]> firstWas = content(first);
        SortedMap<String, byte[]> secondWas = content(second);
        for (String name : List.of("model.safetensors", "optimizer.safetensors", "state.json")) {
            byte[] bytes = secondWas.get(name).clone();
            bytes[bytes.length / 2] ^= 4;
            Files.write(second.resolve(name), bytes);
            long live = DeviceTensor.live();
            JimmException failure = failure(config, true);
            assertEquals(Category.DATA, failure.category());
            assertEquals(
                    second + ": damaged: " + name + " holds other bytes than were written (its SHA-256 is another);"
                            + " delete the folder " + second + " to go on from the checkpoint epoch-0001 (step 4)",
                    failure.getMessage());
            assertEquals(live, DeviceTensor.live());
            assertSame(firstWas, first);
            delete(second);
            assertTrue(Runs.resume(config).finished());
            assertSame(secondWas, second);
        }
    }

    /** As another user's folder is; a file in the way stops everybody. */
    @Test
    void aRunThatCannotMakeItsCheckpointsSaysSo() throws IOException {
        Runs runs = new Runs(temporary).withData(12);
        Config config = runs.config("blocked");
        Path checkpoints = runs.folder("blocked").resolve("checkpoints");
        JimmException failure = assertThrows(
                JimmException.class,
                () -> Runs.start(config, event -> {
                    if (event instanceof TrainingEvent.Started) {
                        try {
                            Files.writeString(checkpoints, "in the way");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                }));
        assertEquals(Category.DATA, failure.category());
        assertEquals(
                checkpoints.resolve("epoch-0001") + ": the checkpoint cannot be written: " + checkpoints
                        + " is in the way. What was there before is intact; make room or allow writing in "
                        + checkpoints + ", then try again",
                failure.getMessage());
        Files.delete(checkpoints);
        assertTrue(Runs.resume(config).finished(), "with that out of the way it goes on");
    }
}
