package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, GIF and BMP to 8-bit RGB with the JDK's own decoders; the pixels are those of Pillow's
 * {@code convert("RGB")}.
 *
 * <p>Alpha is dropped, not blended; palettes are looked up; colour profiles and EXIF orientation are ignored; of an
 * animation, the first frame is taken. Two differences from Pillow: 16-bit gray keeps the high byte (Pillow clips at
 * 255, which leaves white), and a GIF has the size of its first frame (Pillow: of the logical screen).
 *
 * <p>Whatever is wrong with an image, the caller sees {@link UnreadableImageException}. A truncated JPEG is unreadable,
 * and so is an image that would take more than half of the heap at its largest. Which images are unreadable depends on
 * nothing but the image and that size: where memory runs out all the same, the {@link OutOfMemoryError} is passed on.
 */
public final class ImageDecoder {
    /** Pillow's limit against decompression bombs. */
    static final long MOST_PIXELS = 178_956_970;

    /** The longest array. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** What a pixel takes while it is decoded: three or four bytes in AWT's image, three in ours, and some for buffers. */
    private static final int BYTES_PER_PIXEL = 8;

    private static final ThreadLocal<Map<ImageFormat, ImageReader>> READERS =
            ThreadLocal.withInitial(() -> new EnumMap<>(ImageFormat.class));

    private ImageDecoder() {}

    /** Reads and decodes a file. */
    public static Image read(Path file) throws UnreadableImageException {
        byte[] encoded;
        try {
            long bytes = Files.size(file);
            requireRoom(file.toString(), "has", bytes, Runtime.getRuntime().maxMemory());
            encoded = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(file.toString(), "there is no such file", e);
        } catch (IOException e) {
            throw new UnreadableImageException(file.toString(), "cannot be read: " + e, e);
        }
        return decode(encoded, file.toString());
    }

    /**
     * Decodes an image.
     *
     * @param encoded the bytes of the file
     * @param source where it is from, for messages
     */
    public static Image decode(byte[] encoded, String source) throws UnreadableImageException {
        ImageFormat format = ImageFormat.of(encoded);
        if (format == null) {
            throw new UnreadableImageException(
                    source, encoded.length == 0 ? "the file is empty" : "not a JPEG, PNG, GIF or BMP file");
        }
        ImageReader reader = READERS.get().computeIfAbsent(format, ImageDecoder::newReader);
        boolean reusable = false;
        try {
            Image image = decode(format, reader, encoded, source);
            reader.reset();
            reusable = true;
            return image;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The decoders meet broken files with any of these, not only with IOException.
            throw new UnreadableImageException(source, "cannot be decoded as " + format + ": " + message(e), e);
        } finally {
            if (!reusable) {
                READERS.get().remove(format).dispose();
            }
        }
    }

    private static Image decode(ImageFormat format, ImageReader reader, byte[] encoded, String source)
            throws IOException, UnreadableImageException {
        if (format == ImageFormat.JPEG) {
            JpegSegments segments = new JpegSegments(encoded);
            open(reader, segments.withoutProfile(), source);
            return Jpeg.decode(reader, segments);
        }
        open(reader, encoded, source);
        return Rasters.toImage(reader.read(0));
    }

    /** Reads no more than the header, and refuses what would not fit into memory. */
    private static void open(ImageReader reader, byte[] encoded, String source)
            throws IOException, UnreadableImageException {
        reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded)), true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        requireDecodable(source, width, height, Runtime.getRuntime().maxMemory());
    }

    static void requireDecodable(String source, int width, int height, long heap) throws UnreadableImageException {
        long pixels = (long) width * height;
        String size = "claims " + width + " x " + height + " pixels, ";
        if (pixels > MOST_PIXELS) {
            throw new UnreadableImageException(source, size + "more than the limit of " + MOST_PIXELS);
        }
        requireRoom(source, size + "which take", BYTES_PER_PIXEL * pixels, heap);
    }

    static void requireRoom(String source, String what, long bytes, long heap) throws UnreadableImageException {
        long room = Math.min(heap / 2, MOST_BYTES);
        if (bytes > room) {
            throw new UnreadableImageException(
                    source,
                    what + " " + (bytes >> 20) + " MB, more than the " + (room >> 20)
                            + " MB that there is room for (half of the heap, at most 2 GB); make the image smaller, or "
                            + "give Java more memory (-Xmx)");
        }
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** The JDK's reader, also where another ImageIO plugin is on the class path: its pixels would differ. */
    private static ImageReader newReader(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getModule() == Raster.class.getModule()) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java runtime has no decoder for " + format);
    }
}
