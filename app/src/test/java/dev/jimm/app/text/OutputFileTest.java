package dev.jimm.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
}
