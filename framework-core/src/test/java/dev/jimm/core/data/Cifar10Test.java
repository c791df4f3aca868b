package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private static final int RECORD = 3073;

    @Test
    void readsTheBinaryVersion(@TempDir Path root) throws Exception {
        Path folder = Files.createDirectories(root.resolve("cifar-10-batches-bin"));
        writeAll(folder);
        for (Path given : new Path[] {root, folder}) {
            DataSet data = DataSets.open(config(given), 1);
            assertEquals(10, data.train().size());
            assertEquals(2, data.validation().size());
            assertEquals("airplane", data.train().classNames().get(0));
            assertEquals("truck", data.train().classNames().get(9));
            // The second record of the third file.
            assertEquals(5, data.train().label(5));
            assertEquals(folder.resolve("data_batch_3.bin") + "#1", data.train().name(5));
            Image image = data.train().image(5);
            assertEquals(32, image.width());
            assertEquals(32, image.height());
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(5 + channel, image.at(0, 0, channel));
                assertEquals(200 + channel, image.at(31, 2, channel));
            }
        }
    }

    @Test
    void saysWhatToDownload(@TempDir Path root) throws Exception {
        writeAll(root);
        Files.delete(root.resolve("data_batch_2.bin"));
        Files.delete(root.resolve("test_batch.bin"));
        JimmException e = error(root);
        assertTrue(
                e.getMessage()
                        .startsWith("CIFAR-10 is not in " + root + ": missing are data_batch_2.bin, test_batch.bin. "),
                e.getMessage());
        assertTrue(e.getMessage().contains("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), e.getMessage());
        Path wanted = root.resolve("cifar-10-batches-bin").resolve("data_batch_1.bin");
        assertTrue(e.getMessage().endsWith("so that " + wanted + " is there"), e.getMessage());
    }

    @Test
    void refusesDamagedFiles(@TempDir Path root) throws Exception {
        writeAll(root);
        Path file = root.resolve("data_batch_4.bin");
        Files.write(file, new byte[RECORD + 1]);
        assertEquals(
                file
                        + " has 3074 bytes; expected are whole records of 3073 bytes (10,000 of them in the original),"
                        + " and at most 2 GB; download cifar-10-binary.tar.gz and unpack it again",
                error(root).getMessage());
        Files.write(file, new byte[0]);
        assertTrue(error(root).getMessage().startsWith(file + " has 0 bytes; expected are "));
        long records = Integer.MAX_VALUE / RECORD + 1;
        Fixtures.writeSparse(file, records * RECORD);
        assertTrue(error(root).getMessage().startsWith(file + " has " + records * RECORD + " bytes; expected are "));
        Files.delete(file);
        byte[] wrong = new byte[RECORD];
        wrong[0] = 10;
        Files.write(file, wrong);
        assertTrue(error(root).getMessage().startsWith(file + "#0 has the label 10, not 0 to 9"));
    }

    private static JimmException error(Path root) {
        JimmException e = assertThrows(JimmException.class, () -> DataSets.open(config(root), 1));
        assertSame(Category.DATA, e.category());
        return e;
    }

    private static DataConfig config(Path root) {
        return new DataConfig("cifar10", root, 0.1, 8, 1, 1, 10);
    }

    /** Two records a file, numbered through as labels. */
    private static void writeAll(Path folder) throws IOException {
        for (int i = 0; i < 6; i++) {
            byte[] records = new byte[2 * RECORD];
            for (int k = 0; k < 2; k++) {
                int label = (2 * i + k) % 10;
                int start = k * RECORD;
                records[start] = (byte) label;
                for (int channel = 0; channel < 3; channel++) {
                    records[start + 1 + channel * 1024] = (byte) (label + channel);
                    records[start + 1 + channel * 1024 + 2 * 32 + 31] = (byte) (200 + channel);
                }
            }
            String name = i < 5 ? "data_batch_" + (i + 1) + ".bin" : "test_batch.bin";
            Files.write(folder.resolve(name), records);
        }
    }
}
