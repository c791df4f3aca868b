package dev.jimm.core.reader;

import static dev.jimm.core.reader.Readers.samples;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.core.image.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchiveTest {
    /** In a record of the central directory. */
    private static final int COMPRESSED_SIZE = 20;

    private static final int SIZE = 24;

    private Path zip;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        zip = folder.resolve("images.zip");
    }

    /** The archive was made by Info-ZIP 3.0: zip -qr info-zip.zip cat dog. */
    @Test
    void anArchiveOfInfoZip() throws Exception {
        try (InputStream input = ZipArchiveTest.class.getResourceAsStream("info-zip.zip")) {
            Files.copy(input, zip);
        }
        try (DataSet data = open()) {
            assertEquals(Optional.empty(), data.validation());
            assertEquals(List.of("cat", "dog", "n".repeat(60)), data.train().classNames());
            assertEquals(
                    List.of(
                            "cat:one",
                            "cat:two",
                            "dog:" + "z".repeat(700),
                            "dog:",
                            "dog:three",
                            "n".repeat(60) + ":four"),
                    samples(data.train()));
            assertEquals(zip + "/cat/ü2.JPG", data.train().name(1));
        }
    }

    @Test
    void parts() throws Exception {
        write("train/b/1.jpg", "train/a/2.jpg", "val/a/3.jpg", "val/b/4.jpg", "test/a/5.jpg", "__MACOSX/c/._1.jpg");
        try (DataSet data = open()) {
            assertEquals(List.of("a:train/a/2.jpg", "b:train/b/1.jpg"), samples(data.train()));
            assertEquals(
                    List.of("a:val/a/3.jpg", "b:val/b/4.jpg"),
                    samples(data.validation().orElseThrow()));
        }
    }

    @Test
    void severalThreadsReadAtOnce() throws Exception {
        write(IntStream.range(0, 100).mapToObj(i -> "class/" + i + ".jpg").toArray(String[]::new));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (DataSet data = open()) {
            List<String> expected = samples(data.train());
            Callable<List<String>> read = () -> samples(data.train());
            for (Future<List<String>> each : threads.invokeAll(List.of(read, read, read, read))) {
                assertEquals(expected, each.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatIsNotAsExpected() throws Exception {
        assertFails("it does not exist; expected is a .zip file");
        Files.writeString(zip, "no archive");
        assertFails(
                zip + " is not a zip archive, or a broken or truncated one: ", "'unzip -t " + zip + "' should pass");
        write("1.jpg");
        assertFails("1 images of " + zip + " lie in no folder:\n  1.jpg\nexpected are");
        write("cat/1.txt");
        assertFails("there are no images in " + zip);
        write("train/cat/1.jpg", "val/dog/1.jpg");
        assertFails("must have the same classes; only in " + zip + "/train: cat; only in " + zip + "/val: dog");
        byte[] whole = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(whole, whole.length - 30));
        assertFails("or a broken or truncated one");
        zip = zip.getParent();
        assertFails("it is not a file; expected is a .zip file");
    }

    @Test
    void sizesThatLie() throws Exception {
        assertEquals("has more than 4 bytes, but should have 4", reasonWith(SIZE, 4));
        assertEquals("has 9 bytes, but should have 10", reasonWith(SIZE, 10));
        String bomb = reasonWith(SIZE, 1_000_000);
        assertTrue(bomb.startsWith("cannot have 1000000 bytes, which so few as"), bomb);
        String truncated = reasonWith(COMPRESSED_SIZE, 3);
        assertTrue(truncated.startsWith("cannot be unpacked: "), truncated);
        String large = reasonWith(SIZE, 0xffff_fff0);
        assertTrue(large.startsWith("has 4095 MB, more than the"), large);
    }

    @Test
    void nothingIsReadOnceItIsClosed() throws Exception {
        write("cat/1.jpg");
        Reader reader = open().train();
        assertArrayEquals(TarWriter.bytes("cat/1.jpg"), Readers.bytes(reader, 0));
        reader.close();
        assertThrows(IllegalStateException.class, () -> reader.sample(0));
    }

    /** Why an image cannot be read once a field of its record says something else. */
    private String reasonWith(int field, int value) throws IOException {
        write("cat/1.jpg");
        byte[] bytes = Files.readAllBytes(zip);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = buffer.getInt(bytes.length - 6);
        buffer.putInt(directory + field, value);
        Files.write(zip, bytes);
        try (DataSet data = open()) {
            UnreadableImageException e = assertThrows(
                    UnreadableImageException.class, () -> data.train().sample(0));
            assertEquals(zip + "/cat/1.jpg", e.source());
            return e.reason();
        }
    }

    /** Every file holds its own name. */
    private void write(String... names) throws IOException {
        try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : names) {
                output.putNextEntry(new ZipEntry(name));
                output.write(TarWriter.bytes(name));
            }
        }
    }

    private DataSet open() throws IOException {
        return new ZipArchive().open("zip", zip, new NoOptions());
    }

    private void assertFails(String... parts) {
        Readers.assertFails(new ZipArchive(), zip, new NoOptions(), parts);
    }
}
