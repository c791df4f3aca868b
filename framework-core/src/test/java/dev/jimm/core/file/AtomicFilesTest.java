package dev.jimm.core.file;

import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.namesIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("index.txt");
    }

    /** A disk with room for so many bytes. */
    private static AtomicFiles.Content fullAfter(int bytes) {
        return out -> {
            for (int i = 0; i < bytes; i++) {
                out.write('x');
            }
            throw new IOException("No space left on device");
        };
    }

    private static AtomicFiles.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesAndReplaces() throws Exception {
        AtomicFiles.write(file, text("old"));
        assertEquals("old", Files.readString(file));
        AtomicFiles.write(file, text("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("index.txt"), namesIn(folder));
    }

    @Test
    void theOldContentIsThereWhileTheNewIsWritten() throws Exception {
        AtomicFiles.write(file, text("old"));
        AtomicFiles.write(file, out -> {
            out.write('n');
            out.flush();
            assertEquals("old", Files.readString(file));
            assertEquals(2, namesIn(folder).size());
        });
        assertEquals("n", Files.readString(file));
    }

    @Test
    void aFullDiskLeavesTheOldFile() throws Exception {
        AtomicFiles.write(file, text("old"));
        assertEquals(
                file + ": cannot be written: No space left on device. The previous file is intact; make room or allow"
                        + " writing in " + folder + ", then try again",
                failure(() -> AtomicFiles.write(file, fullAfter(10_000))));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("index.txt"), namesIn(folder));
    }

    @Test
    void aFullDiskLeavesNoNewFile() throws Exception {
        assertEquals(
                file
                        + ": cannot be written: No space left on device. Nothing was left behind; make room or allow"
                        + " writing in " + folder + ", then try again",
                failure(() -> AtomicFiles.write(file, fullAfter(0))));
        assertEquals(List.of(), namesIn(folder));
    }

    @Test
    void aDefectOfTheContentLeavesTheOldFile() throws Exception {
        AtomicFiles.write(file, text("old"));
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    throw new IllegalStateException();
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("index.txt"), namesIn(folder));
    }

    @Test
    void aPlaceThatCannotBeTaken() throws Exception {
        Files.createDirectories(file.resolve("occupied"));
        String message = failure(() -> AtomicFiles.write(file, text("new")));
        assertTrue(message.startsWith(file + ": cannot be written: "), message);
        assertEquals(List.of("index.txt"), namesIn(folder));
        assertEquals(List.of("occupied"), namesIn(file));
    }

    /** As a process that is killed leaves it. */
    @Test
    void whatAKillLeftIsWrittenOver() throws Exception {
        Path half = Files.writeString(folder.resolve(".index.txt.tmp"), "longer than what comes");
        AtomicFiles.write(file, out -> {
            assertEquals(0, Files.size(half));
            out.write('n');
        });
        assertEquals("n", Files.readString(file));
        assertEquals(List.of("index.txt"), namesIn(folder));
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path target = Files.createDirectory(folder.resolve("elsewhere")).resolve("real.txt");
        Files.writeString(target, "old");
        Files.createSymbolicLink(file, target);
        AtomicFiles.write(file, text("new"));
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("elsewhere", "index.txt"), namesIn(folder));
        assertEquals(List.of("real.txt"), namesIn(target.getParent()));
    }

    @Test
    void aPipeIsWrittenToAndStaysOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "the system makes no pipes");
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AtomicFiles.write(file, text("new"));
        assertEquals("new", read.get(2, TimeUnit.MINUTES));
        assertTrue(Files.exists(file) && !Files.isRegularFile(file));
        assertEquals(List.of("index.txt"), namesIn(folder));
    }

    @Test
    void aFolderThatIsNotThere() {
        Path lost = folder.resolve("lost").resolve("index.txt");
        String message = failure(() -> AtomicFiles.write(lost, text("new")));
        assertTrue(message.startsWith(lost + ": cannot be written: there is no " + lost.getParent()), message);
    }

    @Test
    void aReadOnlyFolder() throws Exception {
        AtomicFiles.write(file, text("old"));
        assertTrue(folder.toFile().setWritable(false));
        try {
            assumeFalse(Files.isWritable(folder), "this user may write everywhere");
            String message = failure(() -> AtomicFiles.write(file, text("new")));
            assertTrue(message.startsWith(file + ": cannot be written: no permission for " + folder), message);
            assertTrue(message.contains("The previous file is intact"), message);
            assertEquals("old", Files.readString(file));
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
        assertEquals(List.of("index.txt"), namesIn(folder));
    }
}
