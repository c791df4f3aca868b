package dev.jimm.core.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of which no more is read than the directory of an archive of weights may need. Every 50 bytes of a directory
 * become an object of a thousand, so a large file of nothing else would fill the memory.
 */
final class BoundedReads implements SeekableByteChannel {
    /** Room for 80,000 entries; the largest models have some thousand. */
    private static final long MOST = 1 << 23;

    private final FileChannel channel;
    private long left = MOST;

    BoundedReads(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = channel.read(target);
        left -= Math.max(read, 0);
        if (left < 0) {
            throw new IOException("it would have more than " + MOST + " bytes");
        }
        return read;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        throw new IOException("opened for reading");
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        throw new IOException("opened for reading");
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
