package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
    private Path root;

    @BeforeEach
    void makeRoot(@TempDir Path folder) {
        root = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "validation"})
    void trainAndValidationFolders(String validation) throws Exception {
        write("train/class10/a.png");
        write("train/class2/b.png");
        write("train/class2/deeper/A.BMP");
        write(validation + "/class2/c.gif");
        write(validation + "/class10/d.png");
        write("train/class2/notes.txt");
        write("train/class2/.hidden.png");
        Files.createDirectories(root.resolve("train/.cache"));

        DataSet data = open();
        Reader train = data.train();
        assertEquals(List.of("class2", "class10"), train.classNames());
        assertEquals(
                List.of("class2:train/class2/b.png", "class2:train/class2/deeper/A.BMP", "class10:train/class10/a.png"),
                samples(train));
        assertFalse(train.isMultiLabel());
        assertEquals(
                List.of(
                        root.resolve("train/class2/b.png").toString(),
                        root.resolve("train/class2/deeper/A.BMP").toString(),
                        root.resolve("train/class10/a.png").toString()),
                Readers.names(train));
        assertEquals(
                List.of("class2:" + validation + "/class2/c.gif", "class10:" + validation + "/class10/d.png"),
                samples(data.validation().orElseThrow()));
    }

    @Test
    void plainFoldersAreUndivided() throws Exception {
        write("dog/1.jpg");
        write("cat/1.jpg");
        DataSet data = open();
        assertEquals(List.of("cat:cat/1.jpg", "dog:dog/1.jpg"), samples(data.train()));
        assertEquals(Optional.empty(), data.validation());
    }

    @Test
    void aTestFolderIsNotValidatedOn() throws Exception {
        write("train/cat/1.png");
        write("test/cat/1.png");
        DataSet data = open();
        assertEquals(List.of("cat:train/cat/1.png"), samples(data.train()));
        assertEquals(Optional.empty(), data.validation());
        write("val/cat/1.png");
        assertEquals(List.of("cat:val/cat/1.png"), samples(open().validation().orElseThrow()));
    }

    @Test
    void filesThatVanishAreBadSamples() throws Exception {
        write("cat/1.png");
        Reader reader = open().train();
        Files.delete(root.resolve("cat/1.png"));
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> reader.sample(0));
        assertEquals(root.resolve("cat/1.png") + ": there is no such file", e.getMessage());
    }

    @Test
    void missingRoot() {
        root = root.resolve("nowhere");
        assertFails("it does not exist; expected is ROOT/train/CLASS/*.jpg");
    }

    @Test
    void rootIsAFile() throws Exception {
        root = Files.writeString(root.resolve("file"), "x");
        assertFails("it is not a folder; expected is");
    }

    @Test
    void emptyRoot() {
        assertFails(root + " has no sub-folders; expected is one sub-folder a class");
    }

    @Test
    void imagesWithoutClasses() throws Exception {
        write("train/1.png");
        assertFails(root.resolve("train") + " has no sub-folders; expected is one sub-folder a class");
    }

    @Test
    void classesWithoutImages() throws Exception {
        write("train/cat/1.png");
        Files.createDirectories(root.resolve("train/dog"));
        Files.createDirectories(root.resolve("train/emu"));
        assertFails("no images in 2 of the 3 class folders of " + root.resolve("train") + ": dog, emu; expected is");
    }

    @Test
    void classesThatDiffer() throws Exception {
        write("train/cat/1.png");
        write("train/dog/1.png");
        write("val/cat/1.png");
        write("val/dogs/1.png");
        assertFails(root.resolve("train") + " and " + root.resolve("val") + " must have the same classes; only in "
                + root.resolve("train") + ": dog; only in " + root.resolve("val") + ": dogs");
    }

    private void assertFails(String beginning) {
        Readers.assertFails(new ImageFolder(), root, new NoOptions(), beginning);
    }

    private DataSet open() throws IOException {
        return new ImageFolder().open("image-folder", root, new NoOptions());
    }

    /** Every file holds its own name. */
    private void write(String file) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, file);
    }
}
