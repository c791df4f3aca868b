package dev.jimm.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.app.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatchTest {
    private static final long MEBI = 1 << 20;

    @TempDir
    private Path facts;

    /** In one step, as the system's own file changes. */
    private void hold(int mebibytes) throws IOException {
        Path next = Files.writeString(facts.resolve("next"), "RssAnon:\t " + mebibytes * 1024 + " kB\n");
        Path status = Files.createDirectories(facts.resolve("self")).resolve("status");
        Files.move(next, status, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void keepsTheMostThatItSaw() throws IOException {
        hold(100);
        try (MemoryWatch watch = MemoryWatch.start(new Machine(facts))) {
            assertEquals(OptionalLong.of(0), watch.peak());
            hold(130);
            assertEquals(OptionalLong.of(30 * MEBI), watch.peak());
            hold(90);
            assertEquals(OptionalLong.of(30 * MEBI), watch.peak());
        }
    }

    @Test
    void looksByItself() throws IOException, InterruptedException {
        hold(100);
        try (MemoryWatch watch = MemoryWatch.start(new Machine(facts))) {
            hold(130);
            Thread.sleep(1000);
            hold(90);
            assertEquals(OptionalLong.of(30 * MEBI), watch.peak());
        }
    }

    @Test
    void saysNothingWhereTheSystemDoesNotTell() {
        try (MemoryWatch watch = MemoryWatch.start(new Machine(facts))) {
            assertEquals(OptionalLong.empty(), watch.peak());
        }
    }
}
