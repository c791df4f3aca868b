package dev.jimm.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The table of contents at the end of a zip file. Java reads all of it into memory when it opens the file, so its length
 * has to be known before.
 */
final class ZipDirectory {
    /** The record that a zip file ends with, but for a comment. */
    private static final int END = 0x06054b50;

    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    /** In front of it, where the table is large: where the record with its length is. */
    private static final int LOCATOR = 0x07064b50;

    private static final int LOCATOR_LENGTH = 20;
    private static final int LARGE_END = 0x06064b50;
    private static final int LARGE_END_LENGTH = 56;

    private ZipDirectory() {}

    /**
     * The length in bytes that Java may take the table to have, 0 in what is no zip file: which of several such records
     * counts depends on the reader, so it is the largest.
     */
    static long length(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long start = Math.max(0, channel.size() - LOCATOR_LENGTH - END_LENGTH - LONGEST_COMMENT);
            ByteBuffer tail = read(channel, start, (int) (channel.size() - start));
            long largest = 0;
            for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
                if (tail.getInt(at) == END) {
                    long length = Integer.toUnsignedLong(tail.getInt(at + 12));
                    boolean fits = length <= start + at;
                    largest = Math.max(largest, fits ? length : 0);
                    int locator = at - LOCATOR_LENGTH;
                    if (locator >= 0 && tail.getInt(locator) == LOCATOR) {
                        largest = Math.max(largest, large(channel, tail.getLong(locator + 8)));
                    }
                }
            }
            return largest;
        }
    }

    private static long large(FileChannel channel, long at) throws IOException {
        if (at < 0 || at > channel.size() - LARGE_END_LENGTH) {
            return 0;
        }
        ByteBuffer end = read(channel, at, LARGE_END_LENGTH);
        long length = end.getLong(40);
        return end.getInt(0) == LARGE_END && length <= at ? length : 0;
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // until all is there, or the file has become shorter
        }
        return bytes.flip();
    }
}
