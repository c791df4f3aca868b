package dev.jimm.core.reader;

import dev.jimm.core.image.ImageFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * An IDX file of bytes: two zeros, 8 (unsigned bytes), the number of dimensions, their sizes as big-endian ints, the
 * values (http://yann.lecun.com/exdb/mnist/). A file that ends in .gz is unpacked into memory, for
 * which there must be room; another one is mapped.
 *
 * @param sizes of the dimensions, each at least 1
 * @param values in row-major order
 */
record IdxFile(int[] sizes, ByteBuffer values) {
    private static final int UNSIGNED_BYTE = 8;

    /** Deflate makes at most 1032 bytes of one. */
    private static final int LARGEST_RATIO = 1032;

    static IdxFile read(Path file, int dimensions) throws IOException {
        return read(file, dimensions, ImageFiles.room());
    }

    /** @param room for what is unpacked, in bytes */
    static IdxFile read(Path file, int dimensions, long room) throws IOException {
        boolean zipped = file.toString().endsWith(".gz");
        try (InputStream plain = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = zipped ? new GZIPInputStream(plain) : plain) {
            int[] sizes = header(file, in, dimensions);
            int count = count(file, sizes);
            return new IdxFile(sizes, zipped ? unpacked(file, in, count, room) : mapped(file, dimensions, count));
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(file.toString())
                    ? e
                    : new IOException(file + " cannot be read: " + e, e);
        }
    }

    private static int[] header(Path file, InputStream in, int dimensions) throws IOException {
        byte[] start = in.readNBytes(headerBytes(dimensions));
        byte[] magic = {0, 0, UNSIGNED_BYTE, (byte) dimensions};
        if (start.length < headerBytes(dimensions) || !Arrays.equals(start, 0, magic.length, magic, 0, magic.length)) {
            throw new IOException(file + " is not an IDX file of bytes in " + dimensions
                    + " dimensions: its first bytes are " + Arrays.toString(Arrays.copyOf(start, magic.length))
                    + ", not " + Arrays.toString(magic));
        }
        ByteBuffer rest = ByteBuffer.wrap(start, magic.length, start.length - magic.length);
        int[] sizes = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = rest.getInt();
        }
        return sizes;
    }

    private static int headerBytes(int dimensions) {
        return Integer.BYTES * (1 + dimensions);
    }

    private static int count(Path file, int[] sizes) throws IOException {
        long count = 1;
        for (int size : sizes) {
            // No overflow: the product so far is an int.
            count *= size;
            if (size < 1 || count > Integer.MAX_VALUE - Long.BYTES) {
                throw new IOException(file + " says in its header that it has " + Arrays.toString(sizes)
                        + " values; expected are sizes of at least 1, and less than 2 GB: it is damaged");
            }
        }
        return (int) count;
    }

    private static ByteBuffer unpacked(Path file, InputStream in, int count, long room) throws IOException {
        if (count / LARGEST_RATIO > Files.size(file)) {
            throw lengthError(file, count, "cannot hold them");
        }
        if (count > room) {
            throw new IOException(file + " has " + count + " bytes when unpacked, more than the " + room
                    + " that there is room for (half of the heap); unpack it on the disk (gunzip), where it takes no"
                    + " heap, or give Java more memory (-Xmx)");
        }
        byte[] values = in.readNBytes(count);
        if (values.length < count) {
            throw lengthError(file, count, "has " + values.length);
        }
        if (in.read() >= 0) {
            throw lengthError(file, count, "has more");
        }
        return ByteBuffer.wrap(values);
    }

    private static ByteBuffer mapped(Path file, int dimensions, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long there = channel.size() - headerBytes(dimensions);
            if (there != count) {
                throw lengthError(file, count, "has " + there);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, headerBytes(dimensions), count);
        }
    }

    private static IOException lengthError(Path file, int count, String actual) {
        return new IOException(file + " should have " + count + " values by its header but " + actual
                + ": it is damaged or cut off; download it again");
    }
}
