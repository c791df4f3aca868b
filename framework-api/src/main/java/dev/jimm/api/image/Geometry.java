package dev.jimm.api.image;

/** Moves of whole pixels. */
public final class Geometry {
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

    /** Left becomes right. */
    public static Image flipHorizontal(Image image) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        int row = image.width() * Image.CHANNELS;
        for (int start = 0; start < source.length; start += row) {
            for (int from = start, to = start + row - 3; to >= start; from += 3, to -= 3) {
                result[to] = source[from];
                result[to + 1] = source[from + 1];
                result[to + 2] = source[from + 2];
            }
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

    /** A quarter turn counter-clockwise: height and width change places. */
    public static Image rotate90(Image image) {
        int width = image.width();
        int height = image.height();
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = (y * width + x) * Image.CHANNELS;
                int to = ((width - 1 - x) * height + y) * Image.CHANNELS;
                result[to] = source[from];
                result[to + 1] = source[from + 1];
                result[to + 2] = source[from + 2];
            }
        }
        return new Image(height, width, result);
    }
}
