package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnistTest {
    private static final int HEIGHT = 3;
    private static final int WIDTH = 5;
    private static final int HEADER = 16;

    private final Mnist mnist = new Mnist();

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "mnist, MNIST/raw, -, '', 9",
        "mnist, '', ., .gz, 9",
        "fashion-mnist, FashionMNIST/raw, -, .gz, Ankle boot",
        "fashion-mnist, '', ., '', Ankle boot",
        "kmnist, KMNIST/raw, -, '', wo"
    })
    void readsIdxFiles(String name, String folder, String separator, String ending, String lastClass) throws Exception {
        Path raw = Files.createDirectories(root.resolve(folder));
        writeAll(raw, separator, ending);
        try (DataSet data = open(name)) {
            Reader train = data.train();
            assertEquals(4, train.size());
            assertEquals(2, data.validation().orElseThrow().size());
            assertEquals(10, train.classNames().size());
            assertEquals(lastClass, train.classNames().get(9));
            assertArrayEquals(new int[] {9}, train.labels(2));
            assertEquals(raw.resolve("train-images" + separator + "idx3-ubyte" + ending) + "#2", train.name(2));
            Image image = ((Sample.Decoded) train.sample(2)).image();
            assertEquals(WIDTH, image.width());
            assertEquals(HEIGHT, image.height());
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(pixel(2, 0, 0), image.at(0, 0, channel));
                assertEquals(pixel(2, 4, 1), image.at(4, 1, channel));
                assertEquals(pixel(2, 4, 2), image.at(4, 2, channel));
            }
        }
    }

    @Test
    void tellsAllThatIsMissing() throws Exception {
        writeAll(root, "-", ".gz");
        Files.delete(root.resolve("train-labels-idx1-ubyte.gz"));
        Files.delete(root.resolve("t10k-images-idx3-ubyte.gz"));
        assertEquals(
                "Kuzushiji-MNIST is not in " + root + ": missing are train-labels-idx1-ubyte[.gz],"
                        + " t10k-images-idx3-ubyte[.gz]. Download them from https://github.com/rois-codh/kmnist into"
                        + " that folder; they may stay gzipped",
                error("kmnist"));
    }

    @Test
    void refusesFilesThatDoNotFit() throws Exception {
        writeAll(root, "-", "");
        Path labels = root.resolve("train-labels-idx1-ubyte");
        byte[] good = Files.readAllBytes(labels);
        Files.write(labels, idx(new byte[] {7, 8, 9}, 3));
        assertEquals(
                root.resolve("train-images-idx3-ubyte") + " has 4 images, but " + labels
                        + " has 3 labels; download both again",
                error("mnist"));
        Files.write(labels, idx(new byte[] {7, 8, 10, 0}, 4));
        assertTrue(error("mnist").startsWith(labels + "#2 is the label 10, not 0 to 9"), error("mnist"));
        Files.write(labels, Arrays.copyOf(good, good.length - 1));
        assertTrue(error("mnist").startsWith(labels + " should have 4 values by its header but has 3: "));
        Files.write(labels, Arrays.copyOf(good, good.length + 1));
        assertTrue(error("mnist").startsWith(labels + " should have 4 values by its header but has 5: "));
        Files.write(labels, Arrays.copyOf(good, 3));
        assertTrue(error("mnist").startsWith(labels + " is not an IDX file of bytes in 1 dimensions: "));
        Files.copy(root.resolve("train-images-idx3-ubyte"), Files.newOutputStream(labels));
        assertTrue(error("mnist").endsWith("its first bytes are [0, 0, 8, 3], not [0, 0, 8, 1]"), error("mnist"));
    }

    @Test
    void unpacksNoMoreThanTheHeaderSays() throws Exception {
        writeAll(root, "-", ".gz");
        Path images = root.resolve("train-images-idx3-ubyte.gz");
        byte[] values = new byte[4 * HEIGHT * WIDTH];
        Files.write(images, gzip(idx(Arrays.copyOf(values, values.length + 1), 4, HEIGHT, WIDTH)));
        assertTrue(error("mnist").startsWith(images + " should have 60 values by its header but has more: "));
        Files.write(images, gzip(idx(Arrays.copyOf(values, 59), 4, HEIGHT, WIDTH)));
        assertTrue(error("mnist").startsWith(images + " should have 60 values by its header but has 59: "));
        Files.write(images, gzip(idx(values, 1_000_000, 30, 30)));
        assertTrue(error("mnist").startsWith(images + " should have 900000000 values by its header but cannot hold"));
        Files.write(images, gzip(idx(values, 1 << 30, 1 << 30, 1 << 30)));
        assertTrue(error("mnist").startsWith(images + " says in its header that it has [1073741824, "));
        Files.write(images, gzip(idx(values, 4, -3, 5)));
        assertTrue(error("mnist").startsWith(images + " says in its header that it has [4, -3, 5] values"));
        byte[] whole = gzip(idx(values, 4, HEIGHT, WIDTH));
        Files.write(images, Arrays.copyOf(whole, whole.length - 12));
        assertTrue(error("mnist").startsWith(images + " cannot be read: java.io.EOFException"), error("mnist"));
    }

    /** Zeros, which deflate makes a thousand times shorter, could fill the heap. */
    @Test
    void unpacksNoMoreThanThereIsRoomFor() throws Exception {
        Path images = root.resolve("images.gz");
        Files.write(images, gzip(idx(new byte[1000 * HEIGHT * WIDTH], 1000, HEIGHT, WIDTH)));
        assertEquals(15_000, IdxFile.read(images, 3, 15_000).values().remaining());
        IOException e = assertThrows(IOException.class, () -> IdxFile.read(images, 3, 14_999));
        assertEquals(
                images
                        + " has 15000 bytes when unpacked, more than the 14999 that there is room for (half of the"
                        + " heap); unpack it on the disk (gunzip), where it takes no heap, or give Java more memory"
                        + " (-Xmx)",
                e.getMessage());
        Path plain = root.resolve("images");
        Files.write(plain, idx(new byte[1000 * HEIGHT * WIDTH], 1000, HEIGHT, WIDTH));
        assertEquals(15_000, IdxFile.read(plain, 3, 1).values().remaining());
    }

    private DataSet open(String name) throws IOException {
        return mnist.open(name, root, mnist.defaults(name));
    }

    private String error(String name) {
        return assertThrows(IOException.class, () -> open(name)).getMessage();
    }

    private static int pixel(int index, int x, int y) {
        return index * 50 + y * WIDTH + x;
    }

    /** Four images with the labels from 7 on, and two. */
    static void writeAll(Path folder, String separator, String ending) throws IOException {
        for (int size : new int[] {4, 2}) {
            byte[] images = new byte[size * HEIGHT * WIDTH];
            byte[] labels = new byte[size];
            for (int i = 0; i < size; i++) {
                labels[i] = (byte) ((7 + i) % 10);
                for (int k = 0; k < HEIGHT * WIDTH; k++) {
                    images[i * HEIGHT * WIDTH + k] = (byte) pixel(i, k % WIDTH, k / WIDTH);
                }
            }
            String part = size == 4 ? "train" : "t10k";
            write(
                    folder.resolve(part + "-images" + separator + "idx3-ubyte" + ending),
                    idx(images, size, HEIGHT, WIDTH));
            write(folder.resolve(part + "-labels" + separator + "idx1-ubyte" + ending), idx(labels, size));
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, file.toString().endsWith(".gz") ? gzip(bytes) : bytes);
    }

    private static byte[] idx(byte[] values, int... sizes) {
        ByteBuffer file = ByteBuffer.allocate(HEADER + values.length);
        file.put(new byte[] {0, 0, 8, (byte) sizes.length});
        Arrays.stream(sizes).forEach(file::putInt);
        file.put(values);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
