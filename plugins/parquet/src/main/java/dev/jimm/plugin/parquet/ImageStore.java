package dev.jimm.plugin.parquet;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Binary;

/**
 * Encoded images in a temporary file, which is gone when the store is closed or the process ends. First all are added,
 * then they are read, by several threads at once.
 */
final class ImageStore implements AutoCloseable {
    private static final int BUFFER = 1 << 20;
    private static final long MEGABYTE = 1 << 20;
    private static final String OTHER_FOLDER = "name another folder to Java: JIMM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER";

    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private long[] starts = new long[64];
    private int[] lengths = new int[64];
    private int size;
    private long end;

    /**
     * Makes the file.
     *
     * @param expected how many bytes all images are going to have
     * @throws IOException if they do not fit on the disk
     */
    ImageStore(Path folder, long expected) throws IOException {
        requireRoom(folder, expected);
        file = Files.createTempFile(folder, "jimm-", ".images");
        channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    }

    private static void requireRoom(Path folder, long bytes) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no such folder; " + OTHER_FOLDER);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes > free) {
            throw new IOException("they need " + bytes / MEGABYTE + " MB, and " + free / MEGABYTE
                    + " MB are free; make room, or " + OTHER_FOLDER);
        }
    }

    void add(Binary image) throws IOException {
        image.writeTo(out);
        put(end, image.length());
        end += image.length();
    }

    /** Adds an image that was added before. */
    void addAgain(int index) {
        put(starts[index], lengths[index]);
    }

    /** Adds a row without an image. */
    void addNone() {
        put(end, 0);
    }

    private void put(long start, int length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        starts[size] = start;
        lengths[size++] = length;
    }

    int size() {
        return size;
    }

    /** Ends the adding. */
    void requireAny(List<Path> files) throws IOException {
        out.flush();
        if (end == 0) {
            throw new IOException("no row of " + files + " has image bytes; the images are not in the files, only "
                    + "their paths: save the data set with its images embedded");
        }
    }

    /** The bytes of an image; none where the row has no image. */
    byte[] read(int index) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengths[index]);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, starts[index] + bytes.position()) < 0) {
                throw new IOException(file + " was cut off by somebody else");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
