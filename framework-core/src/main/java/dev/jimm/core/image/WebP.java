package dev.jimm.core.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.internal.NativeLoader;
import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/**
 * WebP, lossy and lossless, by Google's own decoder. Of an animation, the first frame on black.
 *
 * @param still a file that holds nothing but the image or the first frame
 */
record WebP(byte[] still, Screen screen) implements Whole {
    /** RIFF, its length, WEBP. */
    private static final int FIRST_CHUNK = 12;

    /** Name and length. */
    private static final int CHUNK_HEAD = 8;

    private static final int FIRST_DATA = FIRST_CHUNK + CHUNK_HEAD;
    private static final int EXTENDED_SIZE = 10;
    private static final int FRAME_HEAD = 16;
    private static final int LOSSY = 0x20385056;
    private static final int LOSSLESS = 0x4c385056;
    private static final int EXTENDED = 0x58385056;
    private static final int FRAME = 0x464d4e41;
    private static final int ANIMATED = 2;
    private static final int ALPHA = 16;

    static WebP open(byte[] encoded) throws IOException {
        if (encoded.length < FIRST_DATA + EXTENDED_SIZE) {
            throw new IOException("the file is truncated");
        }
        ByteBuffer file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        switch (file.getInt(FIRST_CHUNK)) {
            case LOSSY -> {
                return still(encoded, file.getShort(FIRST_DATA + 6) & 0x3fff, file.getShort(FIRST_DATA + 8) & 0x3fff);
            }
            case LOSSLESS -> {
                int sizes = file.getInt(FIRST_DATA + 1);
                return still(encoded, (sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1);
            }
            case EXTENDED -> {
                int width = threeBytes(file, FIRST_DATA + 4) + 1;
                int height = threeBytes(file, FIRST_DATA + 7) + 1;
                boolean animated = (file.get(FIRST_DATA) & ANIMATED) != 0;
                return animated ? firstFrame(file, width, height) : still(encoded, width, height);
            }
            default -> throw new IOException("it has no header");
        }
    }

    private static WebP still(byte[] encoded, int width, int height) {
        return new WebP(encoded, new Screen(width, height, new Rectangle(width, height)));
    }

    private static WebP firstFrame(ByteBuffer file, int width, int height) throws IOException {
        if (CHUNK_HEAD + (file.getInt(4) & 0xffffffffL) > file.limit()) {
            throw new IOException("the file is truncated");
        }
        long at = FIRST_CHUNK;
        while (at + CHUNK_HEAD + FRAME_HEAD <= file.limit()) {
            int chunk = (int) at;
            int data = chunk + CHUNK_HEAD;
            long size = file.getInt(chunk + 4) & 0xffffffffL;
            if (file.getInt(chunk) == FRAME && size >= FRAME_HEAD && data + size <= file.limit()) {
                Rectangle frame = new Rectangle(
                        2 * threeBytes(file, data),
                        2 * threeBytes(file, data + 3),
                        threeBytes(file, data + 6) + 1,
                        threeBytes(file, data + 9) + 1);
                Screen screen = new Screen(width, height, frame);
                screen.requireFrameInside();
                return new WebP(still(file, data + FRAME_HEAD, (int) size - FRAME_HEAD, frame), screen);
            }
            at = data + size + (size & 1);
        }
        throw new IOException("it has no whole frame");
    }

    /** A file of one frame; the decoder takes no animations. */
    private static byte[] still(ByteBuffer file, int begin, int size, Rectangle frame) {
        ByteBuffer still =
                ByteBuffer.allocate(FIRST_DATA + EXTENDED_SIZE + size).order(ByteOrder.LITTLE_ENDIAN);
        still.put(file.array(), 0, FIRST_CHUNK).putInt(EXTENDED).putInt(EXTENDED_SIZE);
        still.putInt(ALPHA).putShort((short) (frame.width - 1)).put((byte) (frame.width - 1 >> 16));
        still.putShort((short) (frame.height - 1)).put((byte) (frame.height - 1 >> 16));
        still.put(file.array(), begin, size);
        return still.putInt(4, still.limit() - CHUNK_HEAD).array();
    }

    private static int threeBytes(ByteBuffer file, int at) {
        return file.getShort(at) & 0xffff | (file.get(at + 2) & 0xff) << 16;
    }

    @Override
    public int width() {
        return screen.width();
    }

    @Override
    public int height() {
        return screen.height();
    }

    /** A new reader each time: it holds nothing, and cannot be reset. */
    @Override
    public Image whole() throws IOException {
        if (Library.FAILURE != null) {
            throw new IOException(
                    "the native library of WebP could not be loaded; it is unpacked into "
                            + System.getProperty("java.io.tmpdir") + " (-Djava.io.tmpdir=FOLDER names another): "
                            + Library.FAILURE.getMessage(),
                    Library.FAILURE);
        }
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        reader.setInput(new ByteArrayStream(still), true, true);
        Rasters.requireSize(reader, screen.frame().width, screen.frame().height);
        return screen.with(Rasters.toImage(read(reader), false), new byte[Image.CHANNELS]);
    }

    /** The library reports broken alpha as a lack of memory. Java's own error of that name has a message. */
    private static BufferedImage read(ImageReader reader) throws IOException {
        try {
            return reader.read(0);
        } catch (OutOfMemoryError e) {
            if (e.getMessage() == null) {
                // Without its cause, which would be taken for a lack of memory.
                throw new IOException("the decoder gave up, of broken data or for lack of memory");
            }
            throw e;
        }
    }

    /** Loaded once; null if that went well. */
    private static final class Library {
        static final Throwable FAILURE = load();

        private static Throwable load() {
            try {
                NativeLoader.initialize();
                return null;
            } catch (LinkageError | RuntimeException e) {
                return e;
            }
        }
    }
}
