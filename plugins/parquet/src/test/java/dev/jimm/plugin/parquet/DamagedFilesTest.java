package dev.jimm.plugin.parquet;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happened to a file: it opens and its rows can be asked for, or it is refused by an IOException. */
class DamagedFilesTest {
    private static final int MUTATIONS = 100;

    private static final long SEED = Long.getLong("jimm.test.seed", 42);

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub/data/train-00000-of-00002.parquet",
                "hub/data/train-00001-of-00002.parquet",
                "hub/data/validation-00000-of-00001.parquet",
                "checksums.parquet",
                "delta.parquet",
                "lists.parquet",
                "pages-v2.parquet",
                "texts.parquet"
            })
    void mutated(String name) throws Exception {
        byte[] good = Files.readAllBytes(ParquetTest.resource(name));
        Path file = folder.resolve("mutated.parquet");
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(file, mutated(good));
            try (DataSet data = new Parquet().open("parquet", file, new Parquet().defaults("parquet"))) {
                readAll(data.train());
            } catch (IOException e) {
                assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                refused++;
            } catch (UncheckedIOException e) {
                assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                refused++;
            } catch (IllegalArgumentException e) {
                // The name of a column is another one now.
                assertTrue(e.getMessage().matches("(?s)(image|label)-column = .*"), e.getMessage());
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i, e);
            }
        }
        assertTrue(refused > 0 && refused < MUTATIONS, "seed " + SEED + ": refused " + refused);
    }

    @Test
    void checksumsAreVerified() throws Exception {
        byte[] bytes = Files.readAllBytes(ParquetTest.resource("checksums.parquet"));
        // In the compressed pixels of the first image, which nothing else covers.
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("IDAT") + 8] ^= 1;
        Path file = folder.resolve("bad.parquet");
        Files.write(file, bytes);
        try (DataSet data = new Parquet().open("parquet", file, new Parquet().defaults("parquet"))) {
            String message = assertThrows(
                            UncheckedIOException.class, () -> data.train().sample(0))
                    .getMessage();
            assertTrue(
                    message.endsWith(file + " is damaged: a page does not have the checksum that stands in its header;"
                            + " download it again"),
                    message);
        }
    }

    /** Cut off, or with one to three other bytes, half of them in the second half, where the footer is. */
    private byte[] mutated(byte[] good) {
        if (random.nextInt(10) == 0) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
        byte[] bad = good.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int half = good.length / 2;
            bad[random.nextBoolean() ? half + random.nextInt(good.length - half) : random.nextInt(half)] =
                    (byte) random.nextInt(256);
        }
        return bad;
    }

    /** A broken image in the file is found by whoever decodes it. */
    private static void readAll(Reader reader) throws IOException {
        int classes = reader.classNames().size();
        for (int i = 0; i < reader.size(); i++) {
            assertTrue(Arrays.stream(reader.labels(i)).allMatch(label -> label >= 0 && label < classes));
            try {
                assertNotNull(reader.sample(i));
            } catch (IOException e) {
                assertTrue(e.getMessage().endsWith(" has no image bytes"), e.getMessage());
            }
        }
    }
}
