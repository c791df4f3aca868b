package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
    private static final int RED = 0xff0000;
    private static final int BLUE = 0x0000ff;

    private Path root;

    @BeforeEach
    void makeRoot(@TempDir Path folder) {
        root = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "validation"})
    void trainAndValidationFolders(String validation) throws Exception {
        write("train/class10/a.png", BLUE);
        write("train/class2/b.png", RED);
        write("train/class2/deeper/A.BMP", RED);
        write(validation + "/class2/c.gif", RED);
        write(validation + "/class10/d.png", BLUE);
        Files.writeString(root.resolve("train/class2/notes.txt"), "no image");
        Files.writeString(root.resolve("train/class2/.hidden.png"), "no image");
        Files.createDirectories(root.resolve("train/.cache"));

        DataSet data = open();
        assertEquals(List.of("class2", "class10"), data.train().classNames());
        assertEquals(data.train().classNames(), data.validation().classNames());
        assertEquals(3, data.train().size());
        assertEquals(List.of(0, 0, 1), labels(data.train()));
        assertEquals(root.resolve("train/class2/b.png").toString(), data.train().name(0));
        assertEquals(
                root.resolve("train/class2/deeper/A.BMP").toString(),
                data.train().name(1));
        Image image = data.train().image(2);
        assertEquals(8, image.width());
        assertEquals(6, image.height());
        assertEquals(255, image.at(7, 5, 2));
        assertEquals(List.of(0, 1), labels(data.validation()));
    }

    @Test
    void plainFoldersAreSplitWithinEachClass() throws Exception {
        for (int i = 0; i < 12; i++) {
            write("cat/" + i + ".png", RED);
        }
        write("dog/1.png", BLUE);
        write("dog/2.png", BLUE);
        DataSet data = open();
        assertEquals(List.of(0, 0, 0, 1), labels(data.validation()));
        assertEquals(10, data.train().size());
        Set<String> all = new HashSet<>(names(data.train()));
        all.addAll(names(data.validation()));
        assertEquals(14, all.size());
        assertEquals(names(data.validation()), names(open().validation()));
        assertNotEquals(
                names(data.validation()),
                names(DataSets.open(Fixtures.folder(root), 3).validation()));
    }

    @Test
    void trainFolderAloneIsSplit() throws Exception {
        for (int i = 0; i < 4; i++) {
            write("train/cat/" + i + ".png", RED);
        }
        DataSet data = open();
        assertEquals(3, data.train().size());
        assertEquals(1, data.validation().size());
    }

    @Test
    void aTestFolderIsNotValidatedOn() throws Exception {
        for (int i = 0; i < 4; i++) {
            write("train/cat/" + i + ".png", RED);
            write("test/cat/" + i + ".png", RED);
        }
        DataSet data = open();
        assertEquals(3, data.train().size());
        assertEquals(1, data.validation().size());
        assertTrue(data.validation().name(0).startsWith(root.resolve("train").toString()));
        write("val/cat/1.png", RED);
        assertEquals(4, open().train().size());
        assertEquals(
                root.resolve("val/cat/1.png").toString(), open().validation().name(0));
    }

    @Test
    void brokenFilesAreFoundWhenTheyAreRead() throws Exception {
        write("cat/1.png", RED);
        Files.writeString(root.resolve("cat/2.jpg"), "not a picture");
        DataSet data = open();
        Reader broken = data.train().name(0).endsWith("2.jpg") ? data.train() : data.validation();
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> broken.image(0));
        assertEquals(root.resolve("cat/2.jpg") + ": not a JPEG, PNG, GIF or BMP file", e.getMessage());
    }

    @Test
    void missingRoot() {
        root = root.resolve("nowhere");
        assertError("data.root = " + root + " does not exist; expected is ROOT/train/CLASS/*.jpg");
    }

    @Test
    void rootIsAFile() throws Exception {
        root = Files.writeString(root.resolve("file"), "x");
        assertError("data.root = " + root + " is not a folder; expected is");
    }

    @Test
    void emptyRoot() {
        assertError(root + " has no sub-folders; expected is one sub-folder a class");
    }

    @Test
    void imagesWithoutClasses() throws Exception {
        write("train/1.png", RED);
        assertError(root.resolve("train") + " has no sub-folders; expected is one sub-folder a class");
    }

    @Test
    void classesWithoutImages() throws Exception {
        write("train/cat/1.png", RED);
        Files.createDirectories(root.resolve("train/dog"));
        Files.createDirectories(root.resolve("train/emu"));
        assertError("no images in 2 of the 3 class folders of " + root.resolve("train") + ": dog, emu; expected is");
    }

    @Test
    void classesThatDiffer() throws Exception {
        write("train/cat/1.png", RED);
        write("train/dog/1.png", RED);
        write("val/cat/1.png", RED);
        write("val/dogs/1.png", RED);
        assertError(root.resolve("train") + " and " + root.resolve("val")
                + " must have the same sub-folders (classes); only in " + root.resolve("train") + ": dog; only in "
                + root.resolve("val") + ": dogs");
    }

    @Test
    void nothingToHoldOut() throws Exception {
        write("cat/1.png", RED);
        write("cat/2.png", RED);
        write("dog/1.png", RED);
        assertError("each class of " + root + " needs at least two images, one of which is held out for validation; "
                + "only one has: dog");
    }

    private void assertError(String beginning) {
        JimmException e = assertThrows(JimmException.class, this::open);
        assertSame(Category.DATA, e.category());
        assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    }

    private DataSet open() {
        return DataSets.open(Fixtures.folder(root), 1);
    }

    private void write(String file, int colour) throws Exception {
        Fixtures.writeImage(root.resolve(file), colour);
    }

    private static List<Integer> labels(Reader reader) {
        return IntStream.range(0, reader.size()).mapToObj(reader::label).toList();
    }

    private static List<String> names(Reader reader) {
        return IntStream.range(0, reader.size()).mapToObj(reader::name).toList();
    }
}
