package dev.jimm.api.image;

/** Affine maps that take the pixel in which a point lies; with Pillow's arithmetic, which decides what is nearest. */
final class AffineNearest {
    private AffineNearest() {}

    static Image apply(Affine map, Image image, int fill) {
        return map.b() == 0 && map.d() == 0 ? scaled(map, image, fill) : general(map, image, fill);
    }

    /** Without shear and rotation: positions are sums of steps in double precision. */
    private static Image scaled(Affine map, Image image, int fill) {
        int[] columns = positions(map.c(), map.a(), image.width());
        int[] rows = positions(map.f(), map.e(), image.height());
        byte[] result = new byte[image.pixels().length];
        for (int y = 0, to = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, to += Image.CHANNELS) {
                copy(image, columns[x], rows[y], result, to, fill);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    private static int[] positions(double offset, double step, int count) {
        int[] positions = new int[count];
        double position = offset + step * 0.5;
        for (int i = 0; i < count; i++, position += step) {
            positions[i] = position < 0 ? -1 : (int) position;
        }
        return positions;
    }

    /** With shear or rotation: positions are multiples of 2^-16. */
    private static Image general(Affine map, Image image, int fill) {
        long a = fixed(map.a());
        long b = fixed(map.b());
        long c = fixed(map.c() + map.a() * 0.5 + map.b() * 0.5);
        long d = fixed(map.d());
        long e = fixed(map.e());
        long f = fixed(map.f() + map.d() * 0.5 + map.e() * 0.5);
        byte[] result = new byte[image.pixels().length];
        for (int y = 0, to = 0; y < image.height(); y++) {
            long column = c + b * y;
            long row = f + e * y;
            for (int x = 0; x < image.width(); x++, to += Image.CHANNELS, column += a, row += d) {
                copy(image, column >> 16, row >> 16, result, to, fill);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    private static long fixed(double value) {
        return (long) Math.floor(value * 65536 + 0.5);
    }

    private static void copy(Image image, long column, long row, byte[] result, int to, int fill) {
        if (column < 0 || row < 0 || column >= image.width() || row >= image.height()) {
            Affine.setFill(result, to, fill);
            return;
        }
        Geometry.copyPixel(image.pixels(), (int) (row * image.width() + column) * Image.CHANNELS, result, to);
    }
}
