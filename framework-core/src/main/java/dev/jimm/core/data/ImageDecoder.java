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
 * <p>Whatever is wrong with an image, the caller sees {@link UnreadableImageException}. A truncated JPEG is unreadable.
 */
public final class ImageDecoder {
    /** Pillow's limit against decompression bombs. */
    static final long MOST_PIXELS = 178_956_970;

    private static final ThreadLocal<Map<ImageFormat, ImageReader>> READERS =
            ThreadLocal.withInitial(() -> new EnumMap<>(ImageFormat.class));

    private ImageDecoder() {}

    /** Reads and decodes a file. */
    public static Image read(Path file) throws UnreadableImageException {
        byte[] encoded;
        try {
            encoded = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(file.toString(), "there is no such file", e);
        } catch (IOException | OutOfMemoryError e) {
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
        try {
            Image image = decode(format, reader, encoded, source);
            reader.reset();
            return image;
        } catch (IOException | RuntimeException | VirtualMachineError e) {
            // The decoders meet broken files with any of these, not only with IOException. A reader that failed is not
            // used again.
            READERS.get().remove(format).dispose();
            throw new UnreadableImageException(source, "cannot be decoded as " + format + ": " + message(e), e);
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
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > MOST_PIXELS) {
            throw new UnreadableImageException(
                    source, "claims " + width + " x " + height + " pixels, more than the limit of " + MOST_PIXELS);
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
