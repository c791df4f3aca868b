package dev.jimm.api.image;

/**
 * Affine maps that mix the pixels around a point. What counts is {@link #exact}: double precision in Pillow's order of
 * operations, without fused multiply-add, because both would change the last bit before the result is cut to an
 * integer. Most pixels are computed in a faster way ({@link AffineRows}, {@link AffineCubic}); where that comes so
 * near to an integer that the cut is in doubt, the pixel is computed again exactly.
 */
final class AffineSmooth {
    private AffineSmooth() {}

    /** Computes a pixel from a point (x, y) inside of the image; whole numbers are the centres of pixels. */
    @FunctionalInterface
    interface Interpolator {
        void at(double x, double y, byte[] result, int to);
    }

    static Image apply(Affine map, Image image, Filter filter, int fill) {
        if (map.a() == 1 && map.d() == 0 && map.e() == 1 && map.f() == 0) {
            return new AffineRows(map, image, filter, fill).apply();
        }
        if (map.a() == 1 && map.b() == 0 && map.c() == 0 && map.e() == 1) {
            Affine turned = new Affine(1, map.d(), map.f(), 0, 1, 0);
            return Geometry.transpose(new AffineRows(turned, Geometry.transpose(image), filter, fill).apply());
        }
        if (filter == Filter.BILINEAR) {
            return mapped(map, image, fill, (x, y, result, to) -> bilinear(image, x, y, result, to));
        }
        return mapped(map, image, fill, new AffineCubic(image));
    }

    private static Image mapped(Affine map, Image image, int fill, Interpolator interpolator) {
        byte[] result = new byte[image.pixels().length];
        for (int row = 0, to = 0; row < image.height(); row++) {
            double y = row + 0.5;
            for (int column = 0; column < image.width(); column++, to += Image.CHANNELS) {
                double x = column + 0.5;
                double sourceX = map.a() * x + map.b() * y + map.c();
                double sourceY = map.d() * x + map.e() * y + map.f();
                if (sourceX >= 0 && sourceX < image.width() && sourceY >= 0 && sourceY < image.height()) {
                    interpolator.at(sourceX - 0.5, sourceY - 0.5, result, to);
                } else {
                    Affine.setFill(result, to, fill);
                }
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    /** Computes a pixel from the point (x, y) inside of the image, exactly. */
    static void exact(Image image, Filter filter, double x, double y, byte[] result, int to) {
        if (filter == Filter.BILINEAR) {
            bilinear(image, x, y, result, to);
        } else {
            bicubic(image, x, y, result, to);
        }
    }

    private static void bilinear(Image image, double x, double y, byte[] result, int to) {
        byte[] source = image.pixels();
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        int x1 = column(image, left);
        int x2 = column(image, left + 1);
        int y1 = row(image, top);
        int y2 = row(image, top + 1);
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
            double upper = linear(source, y1 + x1 + channel, y1 + x2 + channel, dx);
            double lower = linear(source, y2 + x1 + channel, y2 + x2 + channel, dx);
            result[to + channel] = (byte) (upper + (lower - upper) * dy);
        }
    }

    private static double linear(byte[] source, int first, int second, double part) {
        double from = source[first] & 0xff;
        return from + ((source[second] & 0xff) - from) * part;
    }

    private static void bicubic(Image image, double x, double y, byte[] result, int to) {
        byte[] source = image.pixels();
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double dx = x - left;
        double dy = y - top;
        int x1 = column(image, left - 1);
        int x2 = column(image, left);
        int x3 = column(image, left + 1);
        int x4 = column(image, left + 2);
        int y1 = row(image, top - 1);
        int y2 = row(image, top);
        int y3 = row(image, top + 1);
        int y4 = row(image, top + 2);
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
            double value = cubic(
                    cubic(source, y1 + channel, x1, x2, x3, x4, dx),
                    cubic(source, y2 + channel, x1, x2, x3, x4, dx),
                    cubic(source, y3 + channel, x1, x2, x3, x4, dx),
                    cubic(source, y4 + channel, x1, x2, x3, x4, dx),
                    dy);
            result[to + channel] = (byte) (int) Math.max(0, Math.min(255, value));
        }
    }

    private static double cubic(byte[] source, int row, int x1, int x2, int x3, int x4, double part) {
        return cubic(
                source[row + x1] & 0xff,
                source[row + x2] & 0xff,
                source[row + x3] & 0xff,
                source[row + x4] & 0xff,
                part);
    }

    private static double cubic(double v1, double v2, double v3, double v4, double part) {
        double p2 = v3 - v1;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = v2 - v1 - v3 + v4;
        return v2 + part * (p2 + part * (p3 + part * p4));
    }

    /** The offset of a column in a row of bytes; beyond the edge, the edge counts. */
    private static int column(Image image, int x) {
        return Math.max(0, Math.min(image.width() - 1, x)) * Image.CHANNELS;
    }

    private static int row(Image image, int y) {
        return Math.max(0, Math.min(image.height() - 1, y)) * image.width() * Image.CHANNELS;
    }

    /** The weight of pixel 0 to 3 around a point; pixel 1 is the one before it, by a part of a pixel. */
    static double weight(Filter filter, int pixel, double part) {
        if (filter == Filter.BILINEAR) {
            return pixel == 1 ? 1 - part : pixel == 2 ? part : 0;
        }
        return switch (pixel) {
            case 0 -> part * (-1 + part * (2 - part));
            case 1 -> 1 + part * part * (part - 2);
            case 2 -> part * (1 + part * (1 - part));
            default -> part * part * (part - 1);
        };
    }
}
