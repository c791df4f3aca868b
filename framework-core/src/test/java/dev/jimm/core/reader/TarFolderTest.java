package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.data.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarFolderTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"val", "validation"})
    void anArchiveForEachClass(String validation) throws Exception {
        new TarWriter().file("n2_1.JPEG", "2a").file("./n2_0.JPEG", "2b").writeTo(root.resolve("train/n2.tar"));
        new TarWriter().file("n2_1.JPEG", "10").writeTo(root.resolve("train/n10.TAR"));
        new TarWriter().file("../a.jpg", "v2").writeTo(root.resolve(validation + "/n2.tar"));
        new TarWriter().file("a.jpg", "v10").writeTo(root.resolve(validation + "/n10.tar"));
        Files.writeString(root.resolve("train/.hidden.tar"), "no archive");
        Files.writeString(root.resolve("train/readme.txt"), "no archive");
        DataSet data = open();
        assertEquals(List.of("n2", "n10"), data.train().classNames());
        assertEquals(List.of("n2:2b", "n2:2a", "n10:10"), samples(data.train()));
        assertEquals(List.of("n2:v2", "n10:v10"), samples(data.validation().orElseThrow()));
        assertEquals(root.resolve("train/n10.TAR") + "/n2_1.JPEG", data.train().name(2));
    }

    @Test
    void archivesWithClassFolders() throws Exception {
        new TarWriter().file("cat/1.jpg", "1").file("dog/2.jpg", "2").writeTo(root.resolve("a.tar"));
        new TarWriter().file("cat/1.jpg", "3").writeTo(root.resolve("b.tar"));
        DataSet data = open();
        assertEquals(List.of("cat:1", "cat:3", "dog:2"), samples(data.train()));
        assertEquals(Optional.empty(), data.validation());
    }

    @Test
    void whatIsNotAsExpected() throws Exception {
        assertFails("there are no .tar files in " + root + "; expected is ROOT/train/CLASS.tar");
        new TarWriter().file("1.jpg", "1").writeTo(root.resolve("train/cat.tar"));
        new TarWriter().file("1.txt", "1").writeTo(root.resolve("train/dog.tar"));
        assertFails("1 of the 2 archives in " + root.resolve("train") + " hold no images:\n  dog.tar\nDelete them.");
        new TarWriter().file("1.jpg", "1").writeTo(root.resolve("train/dog.tar"));
        new TarWriter().file("1.jpg", "1").writeTo(root.resolve("val/cat.tar"));
        assertFails("must have the same classes; only in " + root.resolve("train") + ": dog");
        Path file = Files.writeString(root.resolve("file"), "");
        Readers.assertFails(new TarFolder(), file, new NoOptions(), "it is not a folder; expected is");
        Readers.assertFails(
                new TarFolder(), root.resolve("nowhere"), new NoOptions(), "it does not exist; expected is");
    }

    private DataSet open() throws Exception {
        return new TarFolder().open("tar-folder", root, new NoOptions());
    }

    private void assertFails(String part) {
        Readers.assertFails(new TarFolder(), root, new NoOptions(), part);
    }
}
