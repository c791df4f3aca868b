package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.core.image.UnreadableImageException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names that no file has here, as those with letters are where the locale is C. */
class ImpossibleNamesTest {
    private static final String NAME = "a\0b.jpg";

    @Test
    void theyArePossibleInArchives() {
        assertThrows(InvalidPathException.class, () -> Path.of(NAME));
        assertTrue(EntryPath.of("cats/" + NAME).isImage());
        assertFalse(EntryPath.of("cats/").isImage());
        assertFalse(EntryPath.of("cats/jpg").isImage());
    }

    @Test
    void inFoldersTheyAreUnreadableImages() throws Exception {
        Path folder = Path.of("cats");
        FileReader reader = new FileReader(folder, List.of("cat"), List.of(NAME), new int[] {0});
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> reader.sample(0));
        assertEquals("cats" + File.separator + NAME, e.source());
        assertEquals(reader.name(0), e.source());
        assertTrue(e.reason().startsWith("no file can have this name ("), e.reason());
        assertTrue(e.reason().endsWith("set the environment variable LC_ALL=C.UTF-8"), e.reason());
    }
}
