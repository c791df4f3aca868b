package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * PNG of every kind.
 *
 * @param bits of all samples of a pixel
 * @param clipped whether its samples are cut off at 255
 */
record Png(byte[] encoded, int width, int height, int bits, boolean clipped) implements Whole {
    private static final int FIRST_CHUNK = 8;
    private static final int HEADER = 0x49484452;
    private static final int END = 0x49454e44;
    private static final int GRAY = 0;

    /** The most that deflate makes of a byte. */
    private static final int MOST_INFLATION = 1032;

    /** Length, name and check sum. */
    private static final int CHUNK_FRAME = 12;

    static Png open(byte[] encoded, DecodeConfig config) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(encoded);
        if (encoded.length < 33 || file.getInt(FIRST_CHUNK + 4) != HEADER) {
            throw new IOException("it has no header");
        }
        requireWholeChunks(file);
        int width = file.getInt(16);
        int height = file.getInt(20);
        int depth = file.get(24);
        int colourType = file.get(25);
        int samples = colourType == 2 ? 3 : colourType == 4 ? 2 : colourType == 6 ? 4 : 1;
        return new Png(
                encoded, width, height, depth * samples, config.clipGray16() && colourType == GRAY && depth == 16);
    }

    @Override
    public long mostPixels() {
        return (long) encoded.length * MOST_INFLATION * 8 / Math.max(1, bits);
    }

    @Override
    public int bytesPerPixel() {
        return 2 * Image.CHANNELS + Math.max(4, (bits + 7) / 8);
    }

    /** The decoder would allocate what a chunk claims. */
    private static void requireWholeChunks(ByteBuffer file) throws IOException {
        long at = FIRST_CHUNK;
        while (at + CHUNK_FRAME <= file.limit() && file.getInt((int) at + 4) != END) {
            int length = file.getInt((int) at);
            at += CHUNK_FRAME + length;
            if (length < 0 || at > file.limit()) {
                throw new IOException("the file is truncated");
            }
        }
    }

    @Override
    public Image whole() throws IOException {
        return Readers.use(ImageFormat.PNG, encoded, reader -> {
            Rasters.requireSize(reader, width, height);
            return Rasters.toImage(reader.read(0), clipped);
        });
    }
}
