package dev.jimm.api.image;

import dev.jimm.api.API;

/**
 * Changes the size of an image, to the last bit as Pillow does it: a horizontal and a vertical pass with weights in
 * fixed point, each rounded to 8 bits. Where the image shrinks, the kernel widens with it (anti-aliasing).
 *
 * <p>To resize a part of an image, {@link Geometry#crop crop} it first, as torchvision's resized crop does, or give a
 * {@link Box}, as Pillow's {@code resize(box=...)} does. They differ at the edges: with a box, the kernel reaches
 * beyond it.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Resize {
    /** Rows that the horizontal pass takes at once, at most: their columns stay in the first cache. */
    private static final int BLOCK = 128;

    private Resize() {}

    /** A part of an image by its edges, in pixels from the upper left corner. */
    public record Box(float left, float top, float right, float bottom) {
        public Box {
            if (!(left >= 0 && top >= 0 && right > left && bottom > top)) {
                throw new IllegalArgumentException(
                        "not a box: left " + left + ", top " + top + ", right " + right + ", bottom " + bottom);
            }
        }
    }

    /** The whole image in another size; the image itself if it has this size. */
    public static Image resize(Image image, int width, int height, Filter filter) {
        return resize(image, width, height, filter, new Box(0, 0, image.width(), image.height()));
    }

    /**
     * A part of an image in another size.
     *
     * @throws IllegalArgumentException if the box reaches beyond the image
     */
    public static Image resize(Image image, int width, int height, Filter filter, Box box) {
        if (box.right() > image.width() || box.bottom() > image.height()) {
            throw new IllegalArgumentException(box + " is not inside of " + image);
        }
        if (filter == Filter.NEAREST) {
            return nearest(image, width, height, box);
        }
        boolean sameWidth = width == image.width() && box.left() == 0 && box.right() == width;
        boolean sameHeight = height == image.height() && box.top() == 0 && box.bottom() == height;
        if (sameWidth && sameHeight) {
            return image;
        }
        int[][] rows = sameWidth
                ? Rows.of(image)
                : horizontal(image, Weights.of(image.width(), box.left(), box.right(), width, filter));
        return sameHeight
                ? Rows.image(rows)
                : vertical(rows, Weights.of(image.height(), box.top(), box.bottom(), height, filter));
    }

    /**
     * What {@link #resize} makes of one axis, before anything is rounded.
     *
     * @param filter other than {@link Filter#NEAREST}
     * @return for each of the outputs, how much of each input is in it; together 1
     */
    public static double[][] shares(int inputs, int outputs, Filter filter) {
        double[][] shares = new double[outputs][inputs];
        double scale = (double) inputs / outputs;
        for (int i = 0; i < outputs; i++) {
            Weights.Line line = Weights.Line.of(inputs, (i + 0.5) * scale, scale, filter);
            System.arraycopy(line.exact(), 0, shares[i], line.first(), line.exact().length);
        }
        return shares;
    }

    /**
     * Works on columns of many rows, because then all values of a sum have the same weights. The columns that a result
     * needs are kept in a ring.
     */
    private static int[][] horizontal(Image image, Weights weights) {
        int height = image.height();
        int blocks = (height + BLOCK - 1) / BLOCK;
        int block = (height + blocks - 1) / blocks;
        int[][] rows = new int[height][weights.outputs() * Image.CHANNELS];
        int[][] columns = new int[weights.stride()][block * Image.CHANNELS];
        int[] sums = new int[block * Image.CHANNELS];
        for (int top = 0; top < height; top += block) {
            int count = Math.min(block, height - top);
            int next = 0;
            for (int x = 0; x < weights.outputs(); x++) {
                for (; next < weights.first()[x] + weights.count()[x]; next++) {
                    readColumn(image, next, top, count, columns[next % columns.length]);
                }
                weights.sum(x, columns, sums);
                writeColumn(sums, rows, x, top, count);
            }
        }
        return rows;
    }

    private static void readColumn(Image image, int x, int top, int count, int[] column) {
        byte[] pixels = image.pixels();
        int row = image.width() * Image.CHANNELS;
        int from = top * row + x * Image.CHANNELS;
        for (int i = 0; i < count * Image.CHANNELS; i += Image.CHANNELS, from += row) {
            column[i] = pixels[from] & 0xff;
            column[i + 1] = pixels[from + 1] & 0xff;
            column[i + 2] = pixels[from + 2] & 0xff;
        }
    }

    private static void writeColumn(int[] column, int[][] rows, int x, int top, int count) {
        int to = x * Image.CHANNELS;
        for (int y = 0, i = 0; y < count; y++, i += Image.CHANNELS) {
            int[] row = rows[top + y];
            row[to] = column[i];
            row[to + 1] = column[i + 1];
            row[to + 2] = column[i + 2];
        }
    }

    private static Image vertical(int[][] rows, Weights weights) {
        int[] sums = new int[rows[0].length];
        byte[] result = new byte[weights.outputs() * sums.length];
        for (int y = 0; y < weights.outputs(); y++) {
            weights.sum(y, rows, sums);
            Rows.write(sums, result, y);
        }
        return new Image(sums.length / Image.CHANNELS, weights.outputs(), result);
    }

    private static Image nearest(Image image, int width, int height, Box box) {
        int[] columns = nearest(box.left(), box.right(), width);
        int[] rows = nearest(box.top(), box.bottom(), height);
        byte[] source = image.pixels();
        byte[] result = new byte[width * height * Image.CHANNELS];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += Image.CHANNELS) {
                int from = (rows[y] * image.width() + columns[x]) * Image.CHANNELS;
                Geometry.copyPixel(source, from, result, to);
            }
        }
        return new Image(width, height, result);
    }

    /** The step is added again and again, as Pillow does, because a product rounds otherwise. */
    private static int[] nearest(float from, float to, int outputs) {
        double step = (double) (to - from) / outputs;
        int[] inputs = new int[outputs];
        double position = from + step * 0.5;
        for (int i = 0; i < outputs; i++, position += step) {
            inputs[i] = (int) position;
        }
        return inputs;
    }
}
