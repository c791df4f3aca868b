package dev.jimm.plugin.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When and how often images are unpacked, and what happens when they cannot be. */
class UnpackingTest {
    private static final int THREADS = 4;

    @TempDir
    private Path folder;

    @Test
    void openingAndLabelsNeedNoTemporaryFile() throws Exception {
        Path absent = folder.resolve("absent");
        try (DataSet data = open(ParquetTest.resource("hub"), absent)) {
            Reader train = data.train();
            assertEquals(List.of("ant", "bee", "cat"), train.classNames());
            assertEquals(12, train.size());
            assertArrayEquals(new int[] {2}, train.labels(11));
            assertTrue(train.name(11).endsWith("train-00001-of-00002.parquet#4"), train.name(11));
            assertEquals(
                    "the images cannot be unpacked into " + absent + ": there is no such folder; name another folder to"
                            + " Java: JIMM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    failure(train).getMessage());
        }
    }

    @Test
    void eachPartIsUnpackedForItself() throws Exception {
        Path later = folder.resolve("later");
        try (DataSet data = open(ParquetTest.resource("hub"), later)) {
            Throwable first = failure(data.train()).getCause();
            Files.createDirectory(later);
            ParquetTest.assertRows(data.validation().orElseThrow(), 12);
            // Not tried again.
            assertSame(first, failure(data.train()).getCause());
        }
    }

    @Test
    void isUnpackedOnce() throws Exception {
        Path file = copy("plain.parquet");
        try (DataSet data = open(file, folder)) {
            ParquetTest.assertPicture(data.train(), 0, 0);
            Files.delete(file);
            ParquetTest.assertRows(data.train(), 0);
        }
    }

    @Test
    void severalThreadsReadTheSame() throws Exception {
        try (DataSet data = open(ParquetTest.resource("hub"), folder)) {
            atOnce(() -> {
                ParquetTest.assertRows(data.train(), 0);
                return true;
            });
        }
    }

    @Test
    void severalThreadsAreToldOfOneFailure() throws Exception {
        try (DataSet data = open(ParquetTest.resource("hub"), folder.resolve("absent"))) {
            List<Throwable> causes = atOnce(() -> failure(data.train()).getCause());
            causes.forEach(cause -> assertSame(causes.get(0), cause));
        }
    }

    @Test
    void fullDisk() throws Exception {
        List<Path> files = List.of(ParquetTest.resource("plain.parquet"));
        try (PartImages images = new PartImages(files, new Parquet().defaults("parquet"), 9, Long.MAX_VALUE, folder)) {
            String message = assertThrows(UncheckedIOException.class, () -> images.read(0))
                    .getMessage();
            String expected = "the images cannot be unpacked into " + folder + ": they need 8796093022207 MB, and ";
            assertTrue(message.startsWith(expected), message);
            String rest = message.substring(expected.length());
            assertTrue(rest.matches("\\d+ MB are free; make room, or name another folder to Java: .*"), message);
        }
    }

    @Test
    void filesThatChangeMeanwhile() throws Exception {
        Path file = copy("plain.parquet");
        try (DataSet data = open(file, folder)) {
            Files.copy(
                    ParquetTest.resource("hub/data/validation-00000-of-00001.parquet"),
                    file,
                    StandardCopyOption.REPLACE_EXISTING);
            String message = failure(data.train()).getMessage();
            assertTrue(
                    message.endsWith("[" + file + "] had 9 rows when they were opened, and now have 4; leave them as"
                            + " they are during a run"),
                    message);
        }
    }

    @Test
    void filesWithPathsOnly() throws Exception {
        Path file = ParquetTest.resource("only-paths.parquet");
        try (DataSet data = open(file, folder)) {
            assertEquals(3, data.train().size());
            String message = failure(data.train()).getMessage();
            assertTrue(message.contains("no row of [" + file + "] has image bytes; the images are not in"), message);
        }
    }

    @Test
    void closingEndsUnpacking() throws Exception {
        Path file = ParquetTest.resource("plain.parquet");
        PartImages images = new PartImages(List.of(file), new Parquet().defaults("parquet"), 9, 0, folder);
        images.close();
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> images.read(0));
        assertTrue(e.getMessage().endsWith(": they were closed meanwhile"), e.getMessage());
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Path file = copy("plain.parquet");
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        try (DataSet data = open(file, unpacked)) {
            ParquetTest.assertPicture(data.train(), 0, 0);
        }
        try (DataSet data = open(file, unpacked)) {
            Files.delete(file);
            failure(data.train());
            try (Stream<Path> left = Files.list(unpacked)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private static DataSet open(Path root, Path folder) throws IOException {
        Parquet provider = new Parquet(folder);
        return provider.open("parquet", root, provider.defaults("parquet"));
    }

    private Path copy(String name) throws Exception {
        return Files.copy(ParquetTest.resource(name), folder.resolve(name));
    }

    private static UncheckedIOException failure(Reader reader) {
        return assertThrows(UncheckedIOException.class, () -> reader.sample(0));
    }

    private static <T> List<T> atOnce(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
