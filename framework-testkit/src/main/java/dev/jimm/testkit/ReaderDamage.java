package dev.jimm.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jimm.api.data.DataSet;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.core.config.ConfigTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.function.Executable;

/** What the kit checks of one reader with a data set that is not there, or not sound. */
final class ReaderDamage<C extends Record> {
    private static final int MOST_FILES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = 1;

    private final ReaderProviderKit kit;
    private final ReaderProvider<C> provider;
    private final String name;
    private final C options;

    ReaderDamage(ReaderProviderKit kit, ReaderProvider<C> provider, String name) {
        this.kit = kit;
        this.provider = provider;
        this.name = name;
        options = provider.defaults(name);
    }

    /** What becomes of a file. */
    private enum Damage {
        EMPTY,
        CUT,
        SPOILT,
        SPOILT_IN_PLACES,
        REMOVED;

        void to(Path file) throws IOException {
            byte[] sound = Files.readAllBytes(file);
            switch (this) {
                case EMPTY -> Files.write(file, new byte[0]);
                case CUT -> Files.write(file, Arrays.copyOf(sound, sound.length / 2));
                case SPOILT -> Files.write(file, spoilt(sound, 4));
                case SPOILT_IN_PLACES -> Files.write(file, spoilt(sound, 64));
                case REMOVED -> Files.delete(file);
            }
        }

        String of(Path file) {
            return switch (this) {
                case EMPTY -> file + " emptied";
                case CUT -> file + " cut in half";
                case SPOILT -> file + " with other bytes";
                case SPOILT_IN_PLACES -> file + " with other bytes in places";
                case REMOVED -> file + " removed";
            };
        }

        /** One byte of so many is another one. */
        private static byte[] spoilt(byte[] sound, int one) {
            SplittableRandom random = new SplittableRandom(SEED);
            byte[] bytes = sound.clone();
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextInt(one) == 0) {
                    bytes[i] = (byte) random.nextInt(256);
                }
            }
            return bytes;
        }
    }

    void missing() throws IOException {
        try (TestFolder folder = new TestFolder()) {
            assertRefused("a root that does not exist", folder.path().resolve("no-such-data"));
            assertRefused("an empty folder", folder.path());
            Path empty = Files.createFile(folder.path().resolve("empty"));
            assertRefused("an empty file", empty);
            ReaderChecks.assertClosed(folder, "when the data was refused");
        }
    }

    private void assertRefused(String what, Path root) {
        try (DataSet data = provider.open(name, root, options)) {
            fail(what + " should be refused by an IOException, but open(\"" + name + "\", ...) gives " + data);
        } catch (IOException e) {
            ReaderChecks.assertTold(what, e);
            boolean bare = e instanceof FileSystemException failure && failure.getReason() == null;
            assertTrue(
                    !bare,
                    () -> what + " is told by " + e
                            + " of the file system; throw an IOException that says in words what"
                            + " was found, what was expected, and what to do");
        } catch (RuntimeException e) {
            throw new AssertionError(what + " should be refused by an IOException, not by " + e, e);
        }
    }

    void everyFile() throws Exception {
        int files;
        try (TestFolder folder = new TestFolder()) {
            ReaderChecks.written(kit, name, folder);
            files = folder.files().size();
        }
        int step = (files + MOST_FILES - 1) / MOST_FILES;
        for (int file = 0; file < files; file += step) {
            for (Damage damage : Damage.values()) {
                beforeOpening(file, damage);
            }
            afterOpening(file, Damage.CUT);
            afterOpening(file, Damage.REMOVED);
        }
    }

    private void beforeOpening(int file, Damage damage) throws Exception {
        try (TestFolder folder = new TestFolder()) {
            Path root = ReaderChecks.written(kit, name, folder);
            Path damaged = folder.files().get(file);
            damage.to(damaged);
            String what = damage.of(damaged) + " before opening";
            guarded(what, () -> readAll(what, damaged, root));
            ReaderChecks.assertClosed(folder, "though the data set is closed or was refused; " + what);
        }
    }

    private void readAll(String what, Path damaged, Path root) {
        try (DataSet data = provider.open(name, root, options)) {
            ReaderChecks.assertSound(data.train(), "the training part, " + what);
            data.validation().ifPresent(reader -> ReaderChecks.assertSound(reader, "the validation part, " + what));
            readSamples(what, damaged, data);
        } catch (IOException e) {
            ReaderChecks.assertTold(what, e);
        } catch (IllegalArgumentException e) {
            List<String> keys = ConfigTree.keys(options.getClass());
            assertTrue(
                    keys.stream().anyMatch(key -> String.valueOf(e.getMessage()).startsWith(key)),
                    () -> what + ": open throws " + e + ", which begins with none of the options' keys " + keys
                            + "; data that cannot be read is an IOException");
        }
    }

    private void afterOpening(int file, Damage damage) throws Exception {
        try (TestFolder folder = new TestFolder()) {
            Path root = ReaderChecks.written(kit, name, folder);
            Path damaged = folder.files().get(file);
            try (DataSet data = provider.open(name, root, options)) {
                damage.to(damaged);
                String what = damage.of(damaged) + " after opening";
                guarded(what, () -> {
                    ReaderChecks.assertSound(data.train(), "the training part, " + what);
                    readSamples(what, damaged, data);
                });
            }
        }
    }

    private void readSamples(String what, Path damaged, DataSet data) {
        readSamples(what, damaged, data.train());
        data.validation().ifPresent(reader -> readSamples(what, damaged, reader));
    }

    private static void readSamples(String what, Path damaged, Reader reader) {
        for (int i = 0; i < reader.size(); i++) {
            try {
                assertNotNull(
                        reader.sample(i),
                        what + ": sample(" + i + ") gives null; throw an IOException where a sample"
                                + " cannot be read");
            } catch (IOException e) {
                ReaderChecks.assertTold(what + ": sample " + i, e);
            } catch (UncheckedIOException e) {
                // the message is the last that the user sees of the run
                String message = String.valueOf(e.getMessage());
                assertTrue(
                        message.contains(damaged.getFileName().toString()),
                        () -> what + ": sample(...) ends the run, so its message should tell the file, but" + " says: "
                                + message);
            }
        }
    }

    /** Runs work that may throw what is asserted, but nothing else, and that must come to an end. */
    private static void guarded(String what, Executable work) {
        assertTimeoutPreemptively(
                PATIENCE,
                () -> {
                    try {
                        work.execute();
                    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError e) {
                        throw new AssertionError(
                                what + ": the reader crashes by " + e + "; damage is told by an IOException: of open"
                                        + " where nothing can be read, of sample where one sample cannot",
                                e);
                    }
                },
                () -> what + ": the reader does not come to an end; check sizes and offsets before they are used");
    }
}
