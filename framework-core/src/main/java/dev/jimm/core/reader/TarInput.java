package dev.jimm.core.reader;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Reads a tar archive here and there. For one thread. */
final class TarInput implements AutoCloseable {
    /** Headers of small files lie close together; behind that of an image come many bytes that nobody wants now. */
    private static final int WINDOW = 4096;

    /** The first bytes of compressed files, and how to unpack them. */
    private static final Map<String, String> COMPRESSED =
            Map.of("1f8b", "gunzip", "28b52ffd", "unzstd", "fd377a58", "unxz", "425a68", "bunzip2");

    private final Path path;
    private final RandomAccessFile file;
    private final long length;
    private byte[] window = new byte[0];
    private long windowStart;

    private TarInput(Path path, RandomAccessFile file, long length) {
        this.path = path;
        this.file = file;
        this.length = length;
    }

    static TarInput open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + (Files.exists(path) ? " is not a file" : " does not exist"));
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        try {
            return new TarInput(path, file, file.length());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    /**
     * The bytes at a position.
     *
     * @throws EOFException if the file ends before
     */
    byte[] read(long position, int count) throws IOException {
        if (position > length - count) {
            throw new EOFException(path + " ends at byte " + length + ", but " + count + " bytes should follow byte "
                    + position + "; it is truncated");
        }
        if (count > WINDOW) {
            return readFile(position, count);
        }
        if (position < windowStart || position + count > windowStart + window.length) {
            window = readFile(position, (int) Math.min(WINDOW, length - position));
            windowStart = position;
        }
        int start = (int) (position - windowStart);
        return Arrays.copyOfRange(window, start, start + count);
    }

    /** So many bytes from a position on, of which only those are read from the file that are asked for. */
    InputStream stream(long start, long count) {
        return new InputStream() {
            private long position = start;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int wanted) throws IOException {
                int given = (int) Math.min(wanted, start + count - position);
                if (given == 0 && wanted > 0) {
                    return -1;
                }
                System.arraycopy(TarInput.this.read(position, given), 0, bytes, offset, given);
                position += given;
                return given;
            }
        };
    }

    private byte[] readFile(long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(position);
        file.readFully(bytes);
        return bytes;
    }

    /** What to do with a file that is no tar archive. */
    String remedy() throws IOException {
        String start = HexFormat.of().formatHex(read(0, (int) Math.min(4, length)));
        return COMPRESSED.entrySet().stream()
                .filter(format -> start.startsWith(format.getKey()))
                .map(format -> "it is compressed, and its images could only be read in their order; unpack it first: "
                        + format.getValue() + " -k " + path)
                .findFirst()
                .orElse("'tar -tf " + path + "' should list it");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
