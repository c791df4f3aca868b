package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Decodes JPEG, PNG, GIF, BMP, TIFF and WebP to 8-bit RGB; the pixels are those of Pillow's {@code convert("RGB")}.
 *
 * <p>Alpha is dropped, not blended; palettes are looked up; colour profiles are ignored; of an animation or of several
 * pages, the first is taken. {@link DecodeConfig} says what becomes of EXIF orientation and of 16-bit gray.
 *
 * <p>Whatever is wrong with an image, the caller sees {@link UnreadableImageException}. A truncated JPEG is unreadable,
 * and so is an image that would take more than half of the heap at its largest; threads that decode large images at
 * once wait for each other. Which images are unreadable depends on nothing but the image, the part of it that is asked
 * for (see {@link Picture#part}) and that size: where memory runs out all the same, the {@link OutOfMemoryError} is
 * passed on.
 *
 * <p>One thing is up to the Java: some come with libjpeg 6b, some use the system's libjpeg-turbo, which is two to three
 * times as fast. Intact images are the same in both; damaged ones may not be.
 */
public final class ImageDecoder {
    /** Pillow's limit against decompression bombs. */
    static final long MOST_PIXELS = 178_956_970;

    /** Beyond the reach of cameras and scanners; whatever is done to such a thread of an image takes too much memory. */
    static final int LONGEST_SIDE = 100_000;

    /** The longest array. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private ImageDecoder() {}

    /** Reads and decodes a file. */
    public static Image read(Path file) throws UnreadableImageException {
        return decode(ImageFiles.bytes(file), file.toString());
    }

    /**
     * Decodes an image.
     *
     * @param encoded the bytes of the file
     * @param source where it is from, for messages
     */
    public static Image decode(byte[] encoded, String source) throws UnreadableImageException {
        return open(encoded, source, DecodeConfig.defaults()).whole();
    }

    /**
     * An image whose header has been read, and whose size was found bearable. It holds on to the encoded bytes.
     *
     * @param encoded the bytes of the file, which nobody changes from now on
     * @param source where it is from, for messages
     */
    public static Picture open(byte[] encoded, String source, DecodeConfig config) throws UnreadableImageException {
        ImageFormat format = ImageFormat.of(encoded);
        if (format == null) {
            throw new UnreadableImageException(
                    source, encoded.length == 0 ? "the file is empty" : "not a JPEG, PNG, GIF, BMP, TIFF or WebP file");
        }
        Encoded image = guarded(source, format, () -> format.open(encoded, config));
        requireDecodable(
                source,
                image.width(),
                image.height(),
                image.bytesPerPixel(),
                Runtime.getRuntime().maxMemory());
        if ((long) image.width() * image.height() > image.mostPixels()) {
            throw new UnreadableImageException(
                    source,
                    "claims " + image.width() + " x " + image.height() + " pixels, more than its " + encoded.length
                            + " bytes can hold; it is damaged or cut off");
        }
        return OrientedPicture.of(new EncodedPicture(source, format, image), image.orientation());
    }

    /** Decodes what is asked for, each time anew. */
    private record EncodedPicture(String source, ImageFormat format, Encoded image) implements Picture {
        @Override
        public int width() {
            return image.width();
        }

        @Override
        public int height() {
            return image.height();
        }

        @Override
        public int orientation() {
            return image.cameraOrientation();
        }

        @Override
        public Image part(int left, int top, int width, int height) throws UnreadableImageException {
            Rectangle part = new Rectangle(left, top, width, height);
            if (part.isEmpty() || !new Rectangle(width(), height()).contains(part)) {
                throw new IllegalArgumentException(width + " x " + height + " at " + left + ", " + top
                        + " is empty or not inside of " + width() + " x " + height());
            }
            return guarded(
                    source, format, () -> MemoryBudget.HALF_OF_HEAP.within(image.bytes(part), () -> image.part(part)));
        }
    }

    static <T> T guarded(String source, ImageFormat format, MemoryBudget.Work<T> decoding)
            throws UnreadableImageException {
        try {
            return decoding.run();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The decoders meet broken files with any of these, not only with IOException.
            requireMemory(e);
            throw new UnreadableImageException(source, "cannot be decoded as " + format + ": " + message(e), e);
        }
    }

    /** Some of the decoders wrap a lack of memory in an exception, but the file is not at fault. */
    private static void requireMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                throw error;
            }
        }
    }

    static void requireDecodable(String source, int width, int height, int bytesPerPixel, long heap)
            throws UnreadableImageException {
        long pixels = (long) width * height;
        String size = "claims " + width + " x " + height + " pixels, ";
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(source, size + "which is no image");
        }
        if (pixels > MOST_PIXELS) {
            throw new UnreadableImageException(source, size + "more than the limit of " + MOST_PIXELS);
        }
        if (Math.max(width, height) > LONGEST_SIDE) {
            throw new UnreadableImageException(source, size + "a side longer than the limit of " + LONGEST_SIDE);
        }
        requireRoom(source, size + "which take", bytesPerPixel * pixels, heap);
    }

    static void requireRoom(String source, String what, long bytes, long heap) throws UnreadableImageException {
        long room = room(heap);
        if (bytes > room) {
            throw new UnreadableImageException(
                    source,
                    what + " " + (bytes >> 20) + " MB, more than the " + (room >> 20)
                            + " MB that there is room for (half of the heap, at most 2 GB); make the image smaller, or "
                            + "give Java more memory (-Xmx)");
        }
    }

    /** What one image may take, in bytes. */
    static long room(long heap) {
        return Math.min(heap / 2, MOST_BYTES);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
