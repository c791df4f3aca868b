package dev.jimm.core.reader;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happened to a file: the set opens and all its samples can be read, or it is refused by an IOException. */
class DamagedBinaryFilesTest {
    private static final int MUTATIONS = 200;

    private static final long SEED = Long.getLong("jimm.test.seed", 42);

    private final Random random = new Random(SEED);

    @TempDir
    private Path root;

    @Test
    void cifar10() throws Exception {
        CifarTest.writeCifar10(root);
        mutate(new Cifar(), "cifar10", "data_batch_1.bin", "test_batch.bin");
    }

    @Test
    void cifar100() throws Exception {
        CifarTest.writeCifar100(root);
        mutate(new Cifar(), "cifar100", "train.bin");
    }

    @Test
    void idx() throws Exception {
        MnistTest.writeAll(root, "-", "");
        mutate(new Mnist(), "mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
    }

    @Test
    void zippedIdx() throws Exception {
        MnistTest.writeAll(root, "-", ".gz");
        mutate(new Mnist(), "mnist", "train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
    }

    private <C extends Record> void mutate(ReaderProvider<C> provider, String name, String... files) throws Exception {
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Path file = root.resolve(files[i % files.length]);
            byte[] good = Files.readAllBytes(file);
            Files.write(file, mutated(good));
            try (DataSet data = provider.open(name, root, provider.defaults(name))) {
                readAll(data.train());
                readAll(data.validation().orElseThrow());
            } catch (IOException expected) {
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i + " of " + file, e);
            }
            Files.write(file, good);
        }
        assertTrue(refused > 0 && refused < MUTATIONS, "seed " + SEED + ": refused " + refused);
    }

    /** Cut off, or with one to three other bytes, preferably in its first 32. */
    private byte[] mutated(byte[] good) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
        byte[] bad = good.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bad[random.nextInt(random.nextBoolean() ? 32 : good.length) % good.length] = (byte) random.nextInt(256);
        }
        return bad;
    }

    private static void readAll(Reader reader) throws IOException {
        List<String> classes = reader.classNames();
        for (int i = 0; i < reader.size(); i++) {
            assertTrue(reader.labels(i)[0] < classes.size());
            assertNotNull(reader.sample(i));
        }
    }
}
