package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.data.Fixtures;
import dev.jimm.core.reader.Cifar.Cifar100Options;
import dev.jimm.core.reader.Cifar.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
    private static final int RECORD = 3073;
    private static final int RECORD_100 = 3074;

    private final Cifar cifar = new Cifar();

    @Test
    void readsCifar10(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("cifar-10-batches-bin"));
        writeCifar10(folder);
        for (Path given : new Path[] {root, folder}) {
            try (DataSet data = open10(given)) {
                Reader train = data.train();
                assertEquals(10, train.size());
                assertEquals(2, data.validation().orElseThrow().size());
                assertEquals("airplane", train.classNames().get(0));
                assertEquals("truck", train.classNames().get(9));
                assertEquals(10, train.classNames().size());
                // The second record of the third file.
                assertArrayEquals(new int[] {5}, train.labels(5));
                assertEquals(folder.resolve("data_batch_3.bin") + "#1", train.name(5));
                assertPixels(train, 5, 5);
            }
        }
    }

    @Test
    void readsBothLabelsOfCifar100(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("cifar-100-binary"));
        writeCifar100(folder);
        try (DataSet fine = cifar.open("cifar100", root, cifar.defaults("cifar100"));
                DataSet coarse = cifar.open("cifar100", folder, new Cifar100Options(Labels.COARSE))) {
            assertEquals(100, fine.train().classNames().size());
            assertEquals("apple", fine.train().classNames().get(0));
            assertEquals("lion", fine.train().classNames().get(43));
            assertEquals("worm", fine.train().classNames().get(99));
            assertEquals(20, coarse.train().classNames().size());
            assertEquals("vehicles_2", coarse.train().classNames().get(19));
            assertEquals(3, fine.train().size());
            assertEquals(2, fine.validation().orElseThrow().size());
            assertArrayEquals(new int[] {99}, fine.train().labels(2));
            assertArrayEquals(new int[] {17}, coarse.train().labels(2));
            assertArrayEquals(new int[] {98}, fine.validation().orElseThrow().labels(1));
            assertPixels(fine.train(), 2, 17);
            assertPixels(coarse.train(), 2, 17);
        }
    }

    @Test
    void saysWhatToDownload(@TempDir Path root) throws Exception {
        writeCifar10(root);
        Files.delete(root.resolve("data_batch_2.bin"));
        Files.delete(root.resolve("test_batch.bin"));
        Path wanted = root.resolve("cifar-10-batches-bin").resolve("data_batch_1.bin");
        assertEquals(
                "CIFAR-10 is not in " + root + ": missing are data_batch_2.bin, test_batch.bin. Download"
                        + " cifar-10-binary.tar.gz (\"CIFAR-10 binary version\" on"
                        + " https://www.cs.toronto.edu/~kriz/cifar.html;"
                        + " https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz) and unpack it, so that " + wanted
                        + " is there",
                error10(root));
    }

    @Test
    void recognisesThePythonVersion(@TempDir Path root) throws Exception {
        Path python = Files.createDirectories(root.resolve("cifar-10-batches-py"));
        Files.createFile(python.resolve("data_batch_1"));
        for (Path given : new Path[] {root, python}) {
            String message = error10(given);
            assertTrue(message.contains("(there is the Python version, which is made of pickles"), message);
        }
        // An image folder has a folder of that name.
        Files.createDirectories(root.resolve("train"));
        String message = assertThrows(IOException.class, () -> cifar.open("cifar100", root, cifar.defaults("cifar100")))
                .getMessage();
        assertTrue(message.startsWith("CIFAR-100 is not in " + root + ": missing are train.bin, test.bin. "), message);
    }

    @Test
    void refusesDamagedFiles(@TempDir Path root) throws Exception {
        writeCifar10(root);
        Path file = root.resolve("data_batch_4.bin");
        Files.write(file, new byte[RECORD + 1]);
        assertEquals(
                file + " has 3074 bytes; expected are whole records of 3073 bytes, and at most 2 GB; download"
                        + " cifar-10-binary.tar.gz and unpack it again",
                error10(root));
        Files.write(file, new byte[0]);
        assertTrue(error10(root).startsWith(file + " has 0 bytes; expected are "));
        long records = Integer.MAX_VALUE / RECORD + 1;
        Fixtures.writeSparse(file, records * RECORD);
        assertTrue(error10(root).startsWith(file + " has " + records * RECORD + " bytes; expected are "));
        Files.delete(file);
        byte[] wrong = new byte[RECORD];
        wrong[0] = (byte) 200;
        Files.write(file, wrong);
        assertTrue(error10(root).startsWith(file + "#0 has the label 200, not 0 to 9"));
    }

    private DataSet open10(Path root) throws IOException {
        return cifar.open("cifar10", root, cifar.defaults("cifar10"));
    }

    private String error10(Path root) {
        return assertThrows(IOException.class, () -> open10(root)).getMessage();
    }

    private static void assertPixels(Reader reader, int index, int red) throws IOException {
        Image image = ((Sample.Decoded) reader.sample(index)).image();
        assertEquals(32, image.width());
        assertEquals(32, image.height());
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(red + channel, image.at(0, 0, channel));
            assertEquals(200 + channel, image.at(31, 2, channel));
        }
    }

    /** Two records a file, numbered through as labels. */
    static void writeCifar10(Path folder) throws IOException {
        for (int i = 0; i < 6; i++) {
            byte[] records = new byte[2 * RECORD];
            for (int k = 0; k < 2; k++) {
                int label = (2 * i + k) % 10;
                records[k * RECORD] = (byte) label;
                paint(records, k * RECORD + 1, label);
            }
            String name = i < 5 ? "data_batch_" + (i + 1) + ".bin" : "test_batch.bin";
            Files.write(folder.resolve(name), records);
        }
    }

    /** Three records and two, with coarse labels from 15 on and fine labels from 97 on. */
    static void writeCifar100(Path folder) throws IOException {
        for (int size : new int[] {3, 2}) {
            byte[] records = new byte[size * RECORD_100];
            for (int k = 0; k < size; k++) {
                records[k * RECORD_100] = (byte) (15 + k);
                records[k * RECORD_100 + 1] = (byte) (97 + k);
                paint(records, k * RECORD_100 + 2, 15 + k);
            }
            Files.write(folder.resolve(size == 3 ? "train.bin" : "test.bin"), records);
        }
    }

    private static void paint(byte[] records, int start, int red) {
        for (int channel = 0; channel < 3; channel++) {
            records[start + channel * 1024] = (byte) (red + channel);
            records[start + channel * 1024 + 2 * 32 + 31] = (byte) (200 + channel);
        }
    }
}
