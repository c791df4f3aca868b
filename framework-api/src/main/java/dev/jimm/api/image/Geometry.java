package dev.jimm.api.image;

import dev.jimm.api.API;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Moves of whole pixels. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Geometry {
    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private Geometry() {}

    /**
     * The part of an image that begins at (left, top).
     *
     * @throws IllegalArgumentException if it is empty or does not lie inside the image
     */
    public static Image crop(Image image, int left, int top, int width, int height) {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "not a part of an image: " + width + " x " + height + " at " + left + ", " + top);
        }
        if (width > image.width() - left || height > image.height() - top) {
            throw new IllegalArgumentException(
                    width + " x " + height + " at " + left + ", " + top + " is not inside of " + image);
        }
        if (width == image.width() && height == image.height()) {
            return image;
        }
        int row = width * Image.CHANNELS;
        byte[] result = new byte[height * row];
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * image.width() + left) * Image.CHANNELS;
            System.arraycopy(image.pixels(), from, result, y * row, row);
        }
        return new Image(width, height, result);
    }

    /**
     * The image with a border of one colour.
     *
     * @param left the width of the border in pixels, at least 0, as all four
     * @param fill the colour, 0xRRGGBB
     */
    public static Image pad(Image image, int left, int top, int right, int bottom, int fill) {
        checkBorder(left, top, right, bottom);
        int width = Math.addExact(Math.addExact(left, image.width()), right);
        int height = Math.addExact(Math.addExact(top, image.height()), bottom);
        byte[] result = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Image.CHANNELS)];
        for (int to = 0; to < result.length; to += Image.CHANNELS) {
            Affine.setFill(result, to, fill);
        }
        int row = image.width() * Image.CHANNELS;
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(image.pixels(), y * row, result, ((top + y) * width + left) * Image.CHANNELS, row);
        }
        return new Image(width, height, result);
    }

    /**
     * The image with a border that continues it.
     *
     * @param left the width of the border in pixels, at least 0, as all four; may be greater than the image
     */
    public static Image pad(Image image, int left, int top, int right, int bottom, Padding padding) {
        checkBorder(left, top, right, bottom);
        int width = Math.addExact(Math.addExact(left, image.width()), right);
        int height = Math.addExact(Math.addExact(top, image.height()), bottom);
        byte[] source = image.pixels();
        byte[] result = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Image.CHANNELS)];
        for (int y = 0, to = 0; y < height; y++) {
            int row = padding.source(y - top, image.height()) * image.width();
            for (int x = 0; x < width; x++, to += Image.CHANNELS) {
                copyPixel(source, (row + padding.source(x - left, image.width())) * Image.CHANNELS, result, to);
            }
        }
        return new Image(width, height, result);
    }

    private static void checkBorder(int left, int top, int right, int bottom) {
        if (left < 0 || top < 0 || right < 0 || bottom < 0) {
            throw new IllegalArgumentException("a border is at least 0 wide, not left " + left + ", top " + top
                    + ", right " + right + ", bottom " + bottom);
        }
    }

    /** Left becomes right. */
    public static Image flipHorizontal(Image image) {
        byte[] result = new byte[image.pixels().length];
        int row = image.width() * Image.CHANNELS;
        for (int start = 0; start < result.length; start += row) {
            copyPixels(image.pixels(), start + row - Image.CHANNELS, -Image.CHANNELS, result, start, image.width());
        }
        return new Image(image.width(), image.height(), result);
    }

    /** Top becomes bottom. */
    public static Image flipVertical(Image image) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        int row = image.width() * Image.CHANNELS;
        for (int start = 0; start < source.length; start += row) {
            System.arraycopy(source, start, result, source.length - row - start, row);
        }
        return new Image(image.width(), image.height(), result);
    }

    /** Rows become columns: the diagonal from the upper left corner stays. */
    public static Image transpose(Image image) {
        byte[] result = new byte[image.pixels().length];
        int row = image.width() * Image.CHANNELS;
        int column = image.height() * Image.CHANNELS;
        for (int x = 0; x < image.width(); x++) {
            copyPixels(image.pixels(), x * Image.CHANNELS, row, result, x * column, image.height());
        }
        return new Image(image.height(), image.width(), result);
    }

    /** A quarter turn counter-clockwise: height and width change places. */
    public static Image rotate90(Image image) {
        return flipVertical(transpose(image));
    }

    /** Half a turn. */
    public static Image rotate180(Image image) {
        byte[] result = new byte[image.pixels().length];
        int last = result.length - Image.CHANNELS;
        copyPixels(image.pixels(), last, -Image.CHANNELS, result, 0, image.width() * image.height());
        return new Image(image.width(), image.height(), result);
    }

    /** A quarter turn clockwise: height and width change places. */
    public static Image rotate270(Image image) {
        return flipHorizontal(transpose(image));
    }

    /**
     * The image upright.
     *
     * @param orientation how it was stored: the value of EXIF's Orientation (tag 274), 1 to 8, where 1 is upright
     */
    public static Image oriented(Image image, int orientation) {
        return switch (orientation) {
            case 1 -> image;
            case 2 -> flipHorizontal(image);
            case 3 -> rotate180(image);
            case 4 -> flipVertical(image);
            case 5 -> transpose(image);
            case 6 -> rotate270(image);
            case 7 -> rotate180(transpose(image));
            case 8 -> rotate90(image);
            default -> throw new IllegalArgumentException("an EXIF orientation is 1 to 8, not " + orientation);
        };
    }

    /** Gathers pixels that lie {@code step} bytes apart. */
    private static void copyPixels(byte[] source, int from, int step, byte[] result, int to, int count) {
        copyPixel(source, from, result, to);
        int last = to + (count - 1) * Image.CHANNELS;
        int at = from + step;
        // One move of four bytes instead of three of one: the next pixel overwrites the byte too many.
        for (int next = to + Image.CHANNELS; next < last; next += Image.CHANNELS, at += step) {
            FOUR_BYTES.set(result, next, (int) FOUR_BYTES.get(source, at));
        }
        copyPixel(source, from + (count - 1) * step, result, last);
    }

    static void copyPixel(byte[] source, int from, byte[] result, int to) {
        result[to] = source[from];
        result[to + 1] = source[from + 1];
        result[to + 2] = source[from + 2];
    }
}
