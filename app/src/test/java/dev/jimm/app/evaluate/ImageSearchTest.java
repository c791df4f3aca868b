package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSearchTest {
    @TempDir
    private Path folder;

    private Path touch(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void looksForImagesInFoldersAndTakesFilesAsTheyAre() throws IOException {
        Path text = touch("notes.txt");
        Path second = touch("in/b.PNG");
        Path first = touch("in/a/1.jpeg");
        touch("in/.hidden.jpg");
        touch("in/readme.md");
        assertEquals(List.of(text, first, second), ImageSearch.find(List.of(text, folder.resolve("in"))));
    }

    @Test
    void aFolderWithoutImagesIsAnError() {
        JimmException failure = assertThrows(JimmException.class, () -> ImageSearch.find(List.of(folder)));
        assertEquals(Category.DATA, failure.category());
        assertEquals("no JPEG, PNG, GIF, BMP, TIFF or WebP files in " + folder, failure.getMessage());
    }
}
