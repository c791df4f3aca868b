package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** BMP of every kind that the JDK reads. */
record Bmp(byte[] encoded, int width, int height) implements Whole {
    private static final int OLD_HEADER = 12;
    private static final int BIT_FIELDS = 3;

    static Bmp open(byte[] encoded) throws IOException {
        if (encoded.length < 34) {
            throw new IOException("the file is truncated");
        }
        ByteBuffer file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        boolean old = file.getInt(14) == OLD_HEADER;
        int width = old ? file.getShort(18) & 0xffff : file.getInt(18);
        // A negative height means that the first row is the top one.
        int height = old ? file.getShort(20) & 0xffff : Math.abs(file.getInt(22));
        int bits = file.getShort(old ? 24 : 28) & 0xffff;
        int compression = old ? 0 : file.getInt(30);
        long pixelsBegin = file.getInt(10) & 0xffffffffL;
        boolean plain = compression == 0 || compression == BIT_FIELDS;
        long rowBytes = ((long) width * bits + 31) / 32 * 4;
        if (pixelsBegin > encoded.length || plain && rowBytes * height > encoded.length - pixelsBegin) {
            throw new IOException("the file is truncated");
        }
        return new Bmp(encoded, width, height);
    }

    @Override
    public Image whole() throws IOException {
        return Readers.use(ImageFormat.BMP, encoded, reader -> {
            Rasters.requireSize(reader, width, height);
            return Rasters.toImage(reader.read(0), false);
        });
    }
}
