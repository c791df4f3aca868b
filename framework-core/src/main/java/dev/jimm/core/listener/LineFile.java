package dev.jimm.core.listener;

import dev.jimm.core.error.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A text file that lines are added to. Each one is with the operating system when {@link #add} returns, so that it
 * survives the end of the process, whatever ends it. Failures are told with the file's name.
 */
final class LineFile implements AutoCloseable {
    private final Path path;
    private final RandomAccessFile file;

    private LineFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** An empty file, also where there is one already. */
    static LineFile create(Path path) {
        return open(path, 0);
    }

    /**
     * The file up to the first line that is not wanted any more, or that is not whole; the rest is cut off, which is
     * one step for the file system. An empty file where there is none.
     */
    static LineFile reopen(Path path, Predicate<String> unwanted) {
        try {
            return open(path, Files.exists(path) ? wanted(path, unwanted) : 0);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static LineFile open(Path path, long length) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            file.setLength(length);
            file.seek(length);
            return new LineFile(path, file);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** The number of bytes to keep. */
    private static long wanted(Path path, Predicate<String> unwanted) throws IOException {
        long kept = 0;
        int number = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                line.write(next);
                if (next == '\n') {
                    number++;
                    if (test(unwanted, line.toString(StandardCharsets.UTF_8).stripTrailing(), number)) {
                        return kept;
                    }
                    kept += line.size();
                    line.reset();
                }
            }
        }
        return kept;
    }

    private static boolean test(Predicate<String> unwanted, String line, int number) throws IOException {
        try {
            return unwanted.test(line);
        } catch (RuntimeException e) {
            throw new IOException("line " + number + " is damaged (" + e.getMessage() + "); move the file away", e);
        }
    }

    boolean isEmpty() {
        try {
            return file.length() == 0;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    void add(String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static UncheckedIOException failure(Path path, IOException e) {
        return new UncheckedIOException(path + " cannot be written: " + Reason.of(e), e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }
}
