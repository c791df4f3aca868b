package dev.jimm.app.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void linksAreFollowed() throws IOException {
        touch("far/b/2.png");
        Path image = touch("far/1.png");
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.createSymbolicLink(in.resolve("folder"), folder.resolve("far/b"));
        Files.createSymbolicLink(in.resolve("link.png"), image);
        assertEquals(List.of(in.resolve("folder/2.png"), in.resolve("link.png")), ImageSearch.find(List.of(in)));
    }

    @Test
    void aLinkInACircleIsAnError() throws IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path link = Files.createSymbolicLink(in.resolve("again"), in);
        JimmException failure = assertThrows(JimmException.class, () -> ImageSearch.find(List.of(in)));
        assertEquals(Category.DATA, failure.category());
        assertEquals(
                "cannot look through " + in + ": " + link + " is a link to a folder that it is in",
                failure.getMessage());
    }

    @Test
    void aFolderWithoutImagesIsAnError() {
        JimmException failure = assertThrows(JimmException.class, () -> ImageSearch.find(List.of(folder)));
        assertEquals(Category.DATA, failure.category());
        assertEquals("no JPEG, PNG, GIF, BMP, TIFF or WebP files in " + folder, failure.getMessage());
    }

    @Test
    void aListIsRelativeToItsFolderOrElseToTheWorkingFolder() throws IOException {
        Path beside = touch("lists/a b.jpg");
        Path elsewhere = touch("far.png");
        Path list =
                Files.writeString(folder.resolve("lists/all.txt"), "a b.jpg\n\n  gone.jpg  \r\n" + elsewhere + "\n");
        assertEquals(List.of(beside, Path.of("gone.jpg"), elsewhere), ImageSearch.listed(list));
    }

    @Test
    void aListWithoutPathsIsAnError() throws IOException {
        Path list = Files.writeString(folder.resolve("empty.txt"), "\n \n");
        assertEquals(
                "--list " + list + ": there is no path in this file",
                failure(list).getMessage());
    }

    @Test
    void whatIsNoTextIsNoList() throws IOException {
        Path list = Files.write(folder.resolve("image.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8});
        assertEquals(Category.DATA, failure(list).category());
        assertTrue(failure(list).getMessage().endsWith("; give a text file in UTF-8, a path a line"));
        assertTrue(failure(folder.resolve("none.txt")).getMessage().startsWith("--list " + folder.resolve("none.txt")));
    }

    private static JimmException failure(Path list) {
        return assertThrows(JimmException.class, () -> ImageSearch.listed(list));
    }
}
