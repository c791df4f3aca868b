package dev.jimm.core.tensorfile;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of files: small ones read, large ones mapped into memory. */
final class FileParts {
    /**
     * Where bytes lie.
     *
     * @param size at most {@link Integer#MAX_VALUE}
     */
    record Place(long begin, long size) {
        long end() {
            return begin + size;
        }
    }

    /** Below this, reading takes less time than mapping. */
    private static final int SMALL = 1 << 16;

    private FileParts() {}

    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /**
     * Maps places of a file in as few pieces as can be addressed, since a process may have some ten thousand of them.
     *
     * @param places within the file
     * @return read-only buffers in the order of the places
     */
    static ByteBuffer[] map(FileChannel channel, List<Place> places) throws IOException {
        ByteBuffer[] buffers = new ByteBuffer[places.size()];
        int[] order = IntStream.range(0, buffers.length)
                .boxed()
                .sorted(Comparator.comparing(i -> places.get(i).begin()))
                .mapToInt(Integer::intValue)
                .toArray();
        int first = 0;
        while (first < order.length) {
            long begin = places.get(order[first]).begin();
            long end = begin;
            int next = first;
            while (next < order.length && places.get(order[next]).end() - begin <= Integer.MAX_VALUE) {
                end = Math.max(end, places.get(order[next]).end());
                next++;
            }
            ByteBuffer piece = piece(channel, begin, end - begin);
            for (int i = first; i < next; i++) {
                Place place = places.get(order[i]);
                buffers[order[i]] = piece.slice((int) (place.begin() - begin), (int) place.size());
            }
            first = next;
        }
        return buffers;
    }

    private static ByteBuffer piece(FileChannel channel, long begin, long size) throws IOException {
        return size < SMALL
                ? read(channel, begin, (int) size).asReadOnlyBuffer()
                : channel.map(FileChannel.MapMode.READ_ONLY, begin, size);
    }
}
