package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    private Path folder;

    @Test
    void csvQuotesWhatHasToBe() throws IOException {
        Path file = folder.resolve("a.csv");
        new OutputFile(file).write(Map.of(), List.of(new Object[] {"name", "value"}, new Object[] {"a, \"b\"", 1.5}));
        assertEquals("name,value\n\"a, \"\"b\"\"\",1.5\n", Files.readString(file));
    }

    @Test
    void jsonIsWrittenForThatEnding() throws IOException {
        Path file = folder.resolve("a.json");
        new OutputFile(file).write(Map.of("key", 1), List.of());
        assertEquals("{\n  \"key\" : 1\n}\n", Files.readString(file));
    }

    @Test
    void otherEndingsAreRefused() {
        JimmException failure = assertThrows(JimmException.class, () -> new OutputFile(Path.of("a.txt")));
        assertEquals(Category.CONFIGURATION, failure.category());
        assertEquals("--output a.txt: the name must end with .json or .csv", failure.getMessage());
    }

    @Test
    void aFolderThatIsNotThereIsRefusedAtOnce() {
        Path missing = folder.resolve("missing");
        Path file = missing.resolve("a.csv");
        JimmException failure = assertThrows(JimmException.class, () -> new OutputFile(file));
        assertEquals(Category.CONFIGURATION, failure.category());
        assertEquals(
                "--output " + file + ": there is no folder " + missing + "; make it, or name another",
                failure.getMessage());
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Path named = Files.createDirectory(folder.resolve("a.csv"));
        JimmException failure = assertThrows(JimmException.class, () -> new OutputFile(named));
        assertEquals("--output " + named + ": this is a folder; name a file", failure.getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatCannotBeWrittenToIsRefusedAtOnce() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(locked), "root may write everywhere");
        Path file = locked.resolve("a.csv");
        JimmException failure = assertThrows(JimmException.class, () -> new OutputFile(file));
        assertEquals(
                "--output " + file + ": the folder " + locked + " cannot be written to; name another",
                failure.getMessage());
    }
}
