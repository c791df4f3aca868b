package dev.jimm.api.image;

import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Pillow's rules as plain as they can be written: a value at a time, without tables, fixed weights a row, or vectors.
 * What the operations do fast must give the same.
 */
final class Reference {
    private Reference() {}

    /** Computes a value of the result. */
    @FunctionalInterface
    interface Values {
        double at(int x, int y, int channel);
    }

    /** An image of the values, cut to integers and clipped. */
    static Image image(int width, int height, Values values) {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.length; i++) {
            double value = values.at(i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = (byte) (int) Math.max(0, Math.min(255, value));
        }
        return new Image(width, height, pixels);
    }

    static Image resize(Image image, int width, int height, Filter filter, Resize.Box box) {
        Image wide = box.left() == 0 && box.right() == width && image.width() == width
                ? image
                : image(
                        width,
                        image.height(),
                        (x, y, channel) -> resized(
                                x,
                                box.left(),
                                box.right(),
                                width,
                                filter,
                                image.width(),
                                i -> image.at(i, y, channel)));
        return box.top() == 0 && box.bottom() == height && image.height() == height
                ? wide
                : image(
                        width,
                        height,
                        (x, y, channel) -> resized(
                                y,
                                box.top(),
                                box.bottom(),
                                height,
                                filter,
                                image.height(),
                                i -> wide.at(x, i, channel)));
    }

    private static double resized(
            int output, float from, float to, int outputs, Filter filter, int inputs, IntUnaryOperator value) {
        double scale = (double) (to - from) / outputs;
        double widening = Math.max(scale, 1);
        double support = filter.support() * widening;
        double center = from + (output + 0.5) * scale;
        int first = (int) Math.max(0, center - support + 0.5);
        int end = (int) Math.min(inputs, center + support + 0.5);
        double total = 0;
        for (int i = first; i < end; i++) {
            total += filter.weight((i - center + 0.5) * (1 / widening));
        }
        long sum = 1 << 21;
        for (int i = first; i < end; i++) {
            double weight = filter.weight((i - center + 0.5) * (1 / widening)) / total * (1 << 22);
            sum += (long) (weight < 0 ? weight - 0.5 : weight + 0.5) * value.applyAsInt(i);
        }
        return sum >> 22;
    }

    static Image affine(Affine map, Image image, Filter filter, int fill) {
        return image(image.width(), image.height(), (column, row, channel) -> {
            double x = map.a() * (column + 0.5) + map.b() * (row + 0.5) + map.c();
            double y = map.d() * (column + 0.5) + map.e() * (row + 0.5) + map.f();
            if (x < 0 || x >= image.width() || y < 0 || y >= image.height()) {
                return fill >> 8 * (2 - channel) & 0xff;
            }
            int left = (int) Math.floor(x - 0.5);
            int top = (int) Math.floor(y - 0.5);
            double dx = x - 0.5 - left;
            double dy = y - 0.5 - top;
            double[] rows = new double[4];
            for (int i = 0; i < 4; i++) {
                int line = top - 1 + i;
                rows[i] = between(filter, dx, i2 -> clamped(image, left - 1 + i2, line, channel));
            }
            return between(filter, dy, i -> rows[i]);
        });
    }

    private static double between(Filter filter, double part, IntToDoubleFunction values) {
        double v1 = values.applyAsDouble(0);
        double v2 = values.applyAsDouble(1);
        double v3 = values.applyAsDouble(2);
        double v4 = values.applyAsDouble(3);
        return filter == Filter.BILINEAR
                ? v2 + (v3 - v2) * part
                : v2 + part * (v3 - v1 + part * (2 * (v1 - v2) + v3 - v4 + part * (v2 - v1 - v3 + v4)));
    }

    private static int clamped(Image image, int x, int y, int channel) {
        int column = Math.max(0, Math.min(image.width() - 1, x));
        return image.at(column, Math.max(0, Math.min(image.height() - 1, y)), channel);
    }

    /** A pixel is that in which its point lies, in multiples of 2^-16. */
    static Image nearest(Affine map, Image image, int fill) {
        return image(image.width(), image.height(), (x, y, channel) -> {
            long left = fixed(map.c() + map.a() * 0.5 + map.b() * 0.5);
            long top = fixed(map.f() + map.d() * 0.5 + map.e() * 0.5);
            long column = left + fixed(map.a()) * x + fixed(map.b()) * y >> 16;
            long row = top + fixed(map.d()) * x + fixed(map.e()) * y >> 16;
            return column >= 0 && column < image.width() && row >= 0 && row < image.height()
                    ? image.at((int) column, (int) row, channel)
                    : fill >> 8 * (2 - channel) & 0xff;
        });
    }

    private static long fixed(double value) {
        return (long) Math.floor(value * 65536 + 0.5);
    }

    /** In single precision: some way from a value of the one to the other. */
    static Image mixed(Image from, Image to, double factor) {
        float alpha = (float) factor;
        return image(
                to.width(),
                to.height(),
                (x, y, channel) -> from.at(x, y, channel) + alpha * (to.at(x, y, channel) - from.at(x, y, channel)));
    }

    static Image gray(Image image) {
        return image(
                image.width(),
                image.height(),
                (x, y, channel) ->
                        19595 * image.at(x, y, 0) + 38470 * image.at(x, y, 1) + 7471 * image.at(x, y, 2) + 32768 >> 16);
    }

    static Image uniform(Image image, int value) {
        return image(image.width(), image.height(), (x, y, channel) -> value);
    }

    static Image smooth(Image image) {
        return image(image.width(), image.height(), (x, y, channel) -> {
            if (x == 0 || y == 0 || x == image.width() - 1 || y == image.height() - 1) {
                return image.at(x, y, channel);
            }
            int sum = 4 * image.at(x, y, channel);
            for (int i = 0; i < 9; i++) {
                sum += image.at(x - 1 + i % 3, y - 1 + i / 3, channel);
            }
            return (2 * sum + 13) / 26;
        });
    }

    static Image blur(Image image, double radius) {
        float sigma = (float) radius;
        float variance = sigma * sigma / 3;
        float whole = (float) Math.floor(((float) Math.sqrt(12.0 * variance + 1.0) - 1.0) / 2.0);
        float reach = whole
                + (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) / (6 * (variance - (whole + 1) * (whole + 1)));
        Image result = image;
        for (int pass = 0; pass < 6; pass++) {
            result = boxed(result, reach, pass < 3 ? 1 : 0, pass < 3 ? 0 : 1);
        }
        return result;
    }

    private static Image boxed(Image image, float radius, int stepX, int stepY) {
        int whole = (int) radius;
        long weight = (int) ((float) (1 << 24) / (radius * 2 + 1));
        long edge = ((1 << 24) - (2L * whole + 1) * weight) / 2;
        return image(image.width(), image.height(), (x, y, channel) -> {
            long sum = 1 << 23;
            for (int i = -whole - 1; i <= whole + 1; i++) {
                sum += clamped(image, x + i * stepX, y + i * stepY, channel) * (Math.abs(i) > whole ? edge : weight);
            }
            return sum >>> 24;
        });
    }
}
