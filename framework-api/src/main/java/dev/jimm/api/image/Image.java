package dev.jimm.api.image;

import dev.jimm.api.API;
import java.util.Arrays;

/**
 * An 8-bit RGB picture: rows from top to bottom, three bytes (red, green, blue) a pixel, no padding.
 *
 * <p>Immutable by convention: whoever makes an image gives its array away, and nobody writes to it afterwards.
 * Operations read their argument and return another image, or the argument itself where nothing changes. So an image
 * may be shared between threads.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Image {
    /** Bytes a pixel. */
    public static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /**
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param pixels height x width x 3 bytes, which belong to the image from now on
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public Image(int width, int height, byte[] pixels) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image must have at least one pixel, not " + width + " x " + height);
        }
        if (pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException("an RGB image of " + width + " x " + height + " needs "
                    + (long) width * height * CHANNELS + " bytes, not " + pixels.length);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The image's own bytes, height x width x 3, unsigned; for reading only. */
    public byte[] pixels() {
        return pixels;
    }

    /** The value (0 to 255) of a pixel in channel 0 (red), 1 (green) or 2 (blue). */
    public int at(int x, int y, int channel) {
        return pixels[(y * width + x) * CHANNELS + channel] & 0xff;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image && width == image.width && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Image[" + width + " x " + height + "]";
    }
}
