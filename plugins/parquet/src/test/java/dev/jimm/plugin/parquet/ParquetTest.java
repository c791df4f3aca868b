package dev.jimm.plugin.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.plugin.parquet.Parquet.Options;
import dev.jimm.plugin.parquet.Parquet.ValidationSplit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files were written by pyarrow. Picture i is a PNG of one colour, and has the label i modulo 3. */
class ParquetTest {
    private static final Options USUAL = new Parquet().defaults("parquet");

    @TempDir
    private Path folder;

    @Test
    void readsTheLayoutOfTheHub() throws Exception {
        for (Path root : List.of(resource("hub"), resource("hub/data"))) {
            try (DataSet data = open(root)) {
                Reader train = data.train();
                assertEquals(List.of("ant", "bee", "cat"), train.classNames());
                assertFalse(train.isMultiLabel());
                assertEquals(12, train.size());
                assertRows(train, 0);
                assertEquals(resource("hub/data/train-00001-of-00002.parquet") + "#4", train.name(11));
                Reader validation = data.validation().orElseThrow();
                assertEquals(4, validation.size());
                assertEquals(train.classNames(), validation.classNames());
                assertRows(validation, 12);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages-v2", "delta", "plain", "checksums"})
    void readsOneFileInAnyEncoding(String name) throws Exception {
        try (DataSet data = open(resource(name + ".parquet"))) {
            assertEquals(List.of("0", "1", "2"), data.train().classNames());
            assertEquals(9, data.train().size());
            assertRows(data.train(), 0);
            assertTrue(data.validation().isEmpty());
        }
    }

    @Test
    void listsAreSeveralLabels() throws Exception {
        try (DataSet data = open(resource("lists.parquet"))) {
            Reader train = data.train();
            assertTrue(train.isMultiLabel());
            assertEquals(List.of("ant", "bee", "cat", "dog"), train.classNames());
            assertEquals(9, train.size());
            for (int i = 0; i < 9; i++) {
                assertArrayEquals(IntStream.range(0, i % 4).toArray(), train.labels(i));
            }
        }
    }

    @Test
    void textsAreClassesInAlphabeticalOrder() throws Exception {
        try (DataSet data = open(resource("texts.parquet"))) {
            assertEquals(List.of("ant", "bee", "wasp"), data.train().classNames());
            assertArrayEquals(new int[] {2}, data.train().labels(0));
            assertArrayEquals(new int[] {1}, data.train().labels(7));
            assertArrayEquals(new int[] {0}, data.train().labels(8));
        }
    }

    @Test
    void classesOfBothPartsAreCounted() throws Exception {
        Files.copy(resource("repeated.parquet"), folder.resolve("train.parquet"));
        Files.copy(resource("repeated.parquet"), folder.resolve("val-1.parquet"));
        Options options = new Options("img", "kind", ValidationSplit.VALIDATION);
        try (DataSet data = new Parquet().open("parquet", folder, options)) {
            Reader validation = data.validation().orElseThrow();
            assertEquals(List.of("0", "1", "2"), validation.classNames());
            for (int i = 0; i < 9; i++) {
                assertArrayEquals(new int[] {i % 3}, validation.labels(i));
                assertPicture(validation, i, i % 2);
            }
        }
    }

    @Test
    void rowsWithoutBytesCannotBeRead() throws Exception {
        try (DataSet data = open(resource("without-bytes.parquet"))) {
            assertPicture(data.train(), 1, 1);
            IOException e = assertThrows(IOException.class, () -> data.train().sample(5));
            assertEquals(resource("without-bytes.parquet") + "#5 has no image bytes", e.getMessage());
            assertPicture(data.train(), 8, 8);
        }
    }

    @Test
    void testFilesAreForValidationOnlyWhenAskedFor() throws Exception {
        Files.copy(resource("plain.parquet"), folder.resolve("train-0.parquet"));
        Options byTest = new Options("image", "label", ValidationSplit.TEST);
        assertTrue(refusal(folder, byTest)
                .startsWith("validation-split is test, but " + folder + " has no test-*.parquet, only train-0"));
        Files.copy(resource("delta.parquet"), folder.resolve("test-0.parquet"));
        try (DataSet data = open(folder);
                DataSet judged = new Parquet().open("parquet", folder, byTest)) {
            assertTrue(data.validation().isEmpty());
            assertRows(judged.validation().orElseThrow(), 0);
        }
        Files.copy(resource("delta.parquet"), folder.resolve("validation.parquet"));
        assertEquals(
                "validation-split is test, but " + folder
                        + " has a validation part: validation.parquet; leave the key out",
                refusal(folder, byTest));
    }

    @Test
    void columnsThatAreNotThere() throws Exception {
        Path file = resource("plain.parquet");
        assertEquals(
                "image-column = 'img' is not a column of " + file + ", which has image, label",
                refusal(file, new Options("img", "label", ValidationSplit.VALIDATION)));
        assertEquals(
                "label-column = 'image' of " + file
                        + " must be whole numbers, texts, or lists of them; it is image.bytes: BINARY,"
                        + " image.path: BINARY",
                refusal(file, new Options("image", "image", ValidationSplit.VALIDATION)));
        assertEquals(
                "image-column = 'label' of " + file
                        + " must be bytes, or a struct with a field 'bytes'; it is label: INT32",
                refusal(file, new Options("label", "label", ValidationSplit.VALIDATION)));
    }

    @Test
    void filesThatAreMissing() throws Exception {
        assertTrue(error(folder.resolve("x")).startsWith(folder.resolve("x") + " does not exist; expected is"));
        assertTrue(error(folder).startsWith("no train-*.parquet in " + folder + " or its folder data; expected is"));
        Path second = folder.resolve("train-00001-of-00003.parquet");
        Files.copy(resource("plain.parquet"), second);
        assertEquals(
                "of the 3 files such as " + second
                        + " only 1 are there; download the others, too, such as those numbered [0, 2]",
                error(folder));
    }

    @Test
    void filesThatAreSomethingElse() throws Exception {
        Path file = folder.resolve("train.parquet");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1");
        assertEquals(file + " is not the file itself but a note where it is; fetch it by 'git lfs pull'", error(file));
        Files.writeString(file, "image,label");
        assertEquals(file + " is not a parquet file: it does not begin with PAR1", error(file));
        byte[] good = Files.readAllBytes(resource("plain.parquet"));
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertEquals(file + " is cut off: it does not end with PAR1; download it again", error(file));
        Path packed = resource("lz4.parquet");
        assertEquals(
                packed + ": it is packed with LZ4_RAW, which is not read; save it with snappy, zstd, gzip or none",
                error(packed));
    }

    @Test
    void filesOfDifferentDataSets() throws Exception {
        Files.copy(resource("hub/data/train-00000-of-00002.parquet"), folder.resolve("train-1.parquet"));
        Path other = folder.resolve("train-2.parquet");
        Files.copy(resource("plain.parquet"), other);
        assertEquals(
                other + " has other class names than the files before it: none, not 3 from ant to cat; all files must"
                        + " be of one data set",
                error(folder));
        Files.delete(other);
        Files.copy(resource("lists.parquet"), other);
        assertEquals(
                other + " has lists of numbers as labels, the files before it have numbers; all files must be of one"
                        + " data set",
                error(folder));
    }

    private static DataSet open(Path root) throws IOException {
        return new Parquet().open("parquet", root, USUAL);
    }

    private static String error(Path root) {
        return assertThrows(IOException.class, () -> open(root)).getMessage();
    }

    private static String refusal(Path root, Options options) {
        return assertThrows(IllegalArgumentException.class, () -> new Parquet().open("parquet", root, options))
                .getMessage();
    }

    static void assertRows(Reader reader, int firstPicture) throws IOException {
        for (int i = 0; i < reader.size(); i++) {
            assertArrayEquals(new int[] {(firstPicture + i) % 3}, reader.labels(i));
            assertPicture(reader, i, firstPicture + i);
        }
    }

    static void assertPicture(Reader reader, int index, int picture) throws IOException {
        byte[] bytes = ((Sample.Encoded) reader.sample(index)).bytes();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertEquals(6, image.getWidth());
        assertEquals(5, image.getHeight());
        int colour = (picture * 20 % 256) << 16 | (255 - picture * 9 % 256) << 8 | picture;
        assertEquals(colour, image.getRGB(3, 2) & 0xffffff);
    }

    static Path resource(String name) throws Exception {
        return Path.of(ParquetTest.class.getResource(name).toURI());
    }
}
