package dev.jimm.api.image;

import java.util.Arrays;

/**
 * Changes the size of an image, to the last bit as Pillow does it: a horizontal and a vertical pass with weights in
 * fixed point, each rounded to 8 bits. Where the image shrinks, the kernel widens with it (anti-aliasing).
 *
 * <p>To resize a part of an image, {@link Geometry#crop crop} it first, as torchvision's resized crop does, or give a
 * {@link Box}, as Pillow's {@code resize(box=...)} does. They differ at the edges: with a box, the kernel reaches
 * beyond it.
 */
public final class Resize {
    /** Weights are multiples of 2^-22: 8 bits of value and 2 of overshoot stay free in an int. */
    private static final int PRECISION = 22;

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
        Image result = image;
        if (width != image.width() || box.left() != 0 || box.right() != width) {
            result = horizontal(result, Weights.of(image.width(), box.left(), box.right(), width, filter));
        }
        if (height != image.height() || box.top() != 0 || box.bottom() != height) {
            result = vertical(result, Weights.of(image.height(), box.top(), box.bottom(), height, filter));
        }
        return result;
    }

    /**
     * For each output position: where its inputs begin, how many they are, and their weights (a row of {@code stride}).
     */
    private record Weights(int[] first, int[] count, int[] values, int stride) {
        static Weights of(int inputs, float from, float to, int outputs, Filter filter) {
            double scale = (double) (to - from) / outputs;
            double widening = Math.max(scale, 1);
            double support = filter.support() * widening;
            int stride = (int) Math.ceil(support) * 2 + 1;
            Weights weights = new Weights(new int[outputs], new int[outputs], new int[outputs * stride], stride);
            double[] exact = new double[stride];
            for (int i = 0; i < outputs; i++) {
                double center = from + (i + 0.5) * scale;
                int first = Math.max(0, (int) (center - support + 0.5));
                int count = Math.min(inputs, (int) (center + support + 0.5)) - first;
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    exact[k] = filter.weight((k + first - center + 0.5) * (1 / widening));
                    sum += exact[k];
                }
                weights.first[i] = first;
                weights.count[i] = count;
                for (int k = 0; k < count; k++) {
                    weights.values[i * stride + k] = fixed(sum == 0 ? exact[k] : exact[k] / sum);
                }
            }
            return weights;
        }

        /** Rounds half away from zero. */
        private static int fixed(double weight) {
            double scaled = weight * (1 << PRECISION);
            return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
    }

    private static Image horizontal(Image image, Weights weights) {
        int width = weights.first.length;
        int height = image.height();
        byte[] source = image.pixels();
        byte[] result = new byte[width * height * Image.CHANNELS];
        int[] row = new int[image.width() * Image.CHANNELS];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int start = y * row.length;
            for (int i = 0; i < row.length; i++) {
                row[i] = source[start + i] & 0xff;
            }
            for (int x = 0; x < width; x++, to += Image.CHANNELS) {
                int red = 1 << PRECISION - 1;
                int green = red;
                int blue = red;
                int from = weights.first[x] * Image.CHANNELS;
                int k = x * weights.stride;
                for (int end = k + weights.count[x]; k < end; k++, from += Image.CHANNELS) {
                    int weight = weights.values[k];
                    red += row[from] * weight;
                    green += row[from + 1] * weight;
                    blue += row[from + 2] * weight;
                }
                result[to] = clipped(red);
                result[to + 1] = clipped(green);
                result[to + 2] = clipped(blue);
            }
        }
        return new Image(width, height, result);
    }

    private static Image vertical(Image image, Weights weights) {
        int height = weights.first.length;
        int row = image.width() * Image.CHANNELS;
        byte[] source = image.pixels();
        byte[] result = new byte[height * row];
        int[] sums = new int[row];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << PRECISION - 1);
            for (int k = 0; k < weights.count[y]; k++) {
                int weight = weights.values[y * weights.stride + k];
                int from = (weights.first[y] + k) * row;
                for (int i = 0; i < row; i++) {
                    sums[i] += (source[from + i] & 0xff) * weight;
                }
            }
            int to = y * row;
            for (int i = 0; i < row; i++) {
                result[to + i] = clipped(sums[i]);
            }
        }
        return new Image(image.width(), height, result);
    }

    private static byte clipped(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
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
                result[to] = source[from];
                result[to + 1] = source[from + 1];
                result[to + 2] = source[from + 2];
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
