package dev.jimm.core.weights;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static dev.jimm.core.testing.Samples.namesIn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jimm.core.file.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses costs the checkpoint that was to be written, and nothing that was there before. */
class DiskFailureTest {
    @TempDir
    Path run;

    private final FullDisk disk = new FullDisk();
    private Path folder;
    private CheckpointStore store;

    @BeforeEach
    void writeOne() {
        folder = run.resolve("checkpoints");
        store = new CheckpointStore(disk.path(folder));
        write(1);
    }

    private Path write(int epoch) {
        return store.write(
                CheckpointInfo.epochName(epoch),
                10L * epoch,
                Score.of("top1", 0.5),
                List.of(
                        new TensorGroup("model", List.of(floats("fc.weight", new long[] {2}, epoch, -epoch))),
                        new TensorGroup("optimizer", List.of(floats("fc.weight/exp_avg", new long[] {1}, epoch)))),
                new ObjectMapper().createObjectNode().put("epoch", epoch));
    }

    private String refused(String reason) {
        return folder.resolve("epoch-0002") + ": the checkpoint cannot be written: " + reason
                + ". What was there before is intact; make room or allow writing in " + folder + ", then try again";
    }

    /** Opened from the real disk, as by another process. */
    private void assertFirstIsIntact() {
        Checkpoint last = new CheckpointStore(folder).last().orElseThrow();
        assertEquals("epoch-0001", last.info().name());
        assertEquals(1, last.state().get("epoch").intValue());
        assertArrayEquals(
                new float[] {1, -1}, last.group("model").get("fc.weight").floats());
        assertArrayEquals(
                new float[] {1},
                last.group("optimizer").get("fc.weight/exp_avg").floats());
    }

    private static long bytes(Path checkpoint) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    @Test
    void aDiskThatIsFullAfterAnyNumberOfBytes() throws IOException {
        long needed = bytes(folder.resolve("epoch-0001"));
        for (long room = 0; room < needed; room++) {
            disk.room(room);
            assertEquals(refused("No space left on device"), failure(() -> write(2)), room + " bytes");
            assertEquals(List.of("epoch-0001"), namesIn(folder), "no part of it takes room any more");
            assertFirstIsIntact();
        }
        disk.room(needed);
        write(2);
        assertEquals(
                "epoch-0002",
                new CheckpointStore(folder).last().orElseThrow().info().name());
    }

    @Test
    void aFileThatReplacesAnotherOnAFullDisk() throws IOException {
        Path file = Files.writeString(run.resolve("metrics.csv"), "1\n");
        for (long room = 0; room < 4; room++) {
            disk.room(room);
            assertEquals(
                    file + ": cannot be written: No space left on device. The previous file is intact; make room or"
                            + " allow writing in " + run + ", then try again",
                    failure(() -> AtomicFiles.write(disk.path(file), out -> out.write(new byte[4]))));
            assertEquals("1\n", Files.readString(file));
            assertEquals(List.of("checkpoints", "metrics.csv"), namesIn(run));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenTo() {
        disk.lock();
        assertEquals(refused("no permission for " + folder.resolve(".unfinished-epoch-0002")), failure(() -> write(2)));
        assertEquals(List.of(), store.prune(1, 1, "top1"));
        assertFirstIsIntact();
    }

    /** What was written is no failure, whatever cannot be cleared up beside it. */
    @Test
    void aLeftoverThatCannotBeDeletedIsInNobodysWay() throws IOException {
        Path leftover = Files.createDirectory(folder.resolve(".unfinished-epoch-0007"));
        disk.keep(leftover);
        write(2);
        assertEquals(List.of(".unfinished-epoch-0007", "epoch-0001", "epoch-0002"), namesIn(folder));
        Path own = Files.createDirectory(folder.resolve(".unfinished-epoch-0003"));
        disk.keep(own);
        assertEquals(
                folder.resolve("epoch-0003") + ": the checkpoint cannot be written: " + own + " is in the way. What was"
                        + " there before is intact; make room or allow writing in " + folder + ", then try again",
                failure(() -> write(3)));
    }

    @Test
    void aRealFolderThatCannotBeWrittenTo() {
        assertTrue(folder.toFile().setWritable(false));
        try {
            assumeFalse(Files.isWritable(folder), "this user may write everywhere");
            assertEquals(
                    refused("no permission for " + folder.resolve(".unfinished-epoch-0002")), failure(() -> write(2)));
            assertFirstIsIntact();
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
    }
}
