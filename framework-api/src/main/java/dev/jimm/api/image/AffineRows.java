package dev.jimm.api.image;

/**
 * Maps that move each row along itself (a shear or translation in x): all pixels of a row lie at the same fraction
 * between their neighbours, so that a row has four weights, in fixed point here.
 */
final class AffineRows {
    /** Bits behind the point of a weight. */
    private static final int PRECISION = 22;
    /** Four weights, each wrong by up to half a unit, times values of up to 255, are wrong by up to 510. */
    private static final int DOUBT = 600;

    private static final int TAPS = 4;

    private final Affine map;
    private final Image image;
    private final Filter filter;
    private final int fill;
    private final int width;
    private final byte[] result;
    /** The values of a row from one pixel before the first that is needed. */
    private final int[] line;
    /** Copies of the line from its first four pixels on: vectors come only of arrays that are read at one index. */
    private final int[][] shifted;

    private final int[] sums;

    AffineRows(Affine map, Image image, Filter filter, int fill) {
        this.map = map;
        this.image = image;
        this.filter = filter;
        this.fill = fill;
        width = image.width();
        result = new byte[image.pixels().length];
        line = new int[(width + TAPS - 1) * Image.CHANNELS];
        shifted = new int[TAPS][width * Image.CHANNELS];
        sums = new int[width * Image.CHANNELS];
    }

    Image apply() {
        for (int y = 0; y < image.height(); y++) {
            row(y);
        }
        return new Image(width, image.height(), result);
    }

    private void row(int y) {
        double shift = map.b() * (y + 0.5) + map.c();
        int begin = begin(y, shift);
        int end = end(y, begin, shift);
        int start = y * width;
        fill(start, start + begin);
        fill(start + end, start + width);
        if (begin < end) {
            int whole = (int) Math.floor(shift);
            readLine(y, begin + whole - 1, end - begin + TAPS - 1);
            int count = (end - begin) * Image.CHANNELS;
            sum(count, shift - whole);
            cut(count);
            write(y, begin, count);
        }
    }

    /** Where column x lies in the source, in the order of Pillow's operations. */
    private double position(int x, int y) {
        return map.a() * (x + 0.5) + map.b() * (y + 0.5) + map.c();
    }

    /** The first column that lies at 0 or more. */
    private int begin(int y, double shift) {
        int begin = limited(-shift);
        while (begin > 0 && position(begin - 1, y) >= 0) {
            begin--;
        }
        while (begin < width && position(begin, y) < 0) {
            begin++;
        }
        return begin;
    }

    /** The first column from there on that lies behind the last pixel. */
    private int end(int y, int begin, double shift) {
        int end = Math.max(begin, limited(width - shift));
        while (end > begin && position(end - 1, y) >= width) {
            end--;
        }
        while (end < width && position(end, y) < width) {
            end++;
        }
        return end;
    }

    private int limited(double column) {
        return (int) Math.max(0, Math.min(width, column));
    }

    private void fill(int from, int to) {
        for (int i = from; i < to; i++) {
            Affine.setFill(result, i * Image.CHANNELS, fill);
        }
    }

    /** Takes columns of the source, from a column that may lie outside; there, the edge counts. */
    private void readLine(int y, int from, int count) {
        byte[] pixels = image.pixels();
        int[] line = this.line;
        int start = y * width * Image.CHANNELS;
        int inner = Math.max(0, -from);
        int outer = Math.min(count, width - from);
        for (int i = inner * Image.CHANNELS, at = start + (from + inner) * Image.CHANNELS;
                i < outer * Image.CHANNELS;
                i++, at++) {
            line[i] = pixels[at] & 0xff;
        }
        for (int i = inner * Image.CHANNELS - 1; i >= 0; i--) {
            line[i] = line[i + Image.CHANNELS];
        }
        for (int i = outer * Image.CHANNELS; i < count * Image.CHANNELS; i++) {
            line[i] = line[i - Image.CHANNELS];
        }
    }

    private void sum(int count, double part) {
        for (int pixel = 0; pixel < TAPS; pixel++) {
            System.arraycopy(line, pixel * Image.CHANNELS, shifted[pixel], 0, count);
        }
        sum(
                count,
                shifted[0],
                fixed(0, part),
                shifted[1],
                fixed(1, part),
                shifted[2],
                fixed(2, part),
                shifted[3],
                fixed(3, part));
    }

    private void sum(int count, int[] a, int wa, int[] b, int wb, int[] c, int wc, int[] d, int wd) {
        int[] sums = this.sums;
        for (int i = 0; i < count; i++) {
            sums[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private int fixed(int pixel, double part) {
        return (int) Math.rint(AffineSmooth.weight(filter, pixel, part) * (1 << PRECISION));
    }

    /** Makes results of the sums: values of 0 to 255, or -1 where an exact sum may be cut to another one. */
    private void cut(int count) {
        int[] sums = this.sums;
        for (int i = 0; i < count; i++) {
            int value = sums[i] >> PRECISION;
            int positive = value & ~(value >> 31);
            int clipped = (positive | (255 - positive) >> 31) & 255;
            int inDoubt = (sums[i] + DOUBT & (1 << PRECISION) - 1) - 2 * DOUBT >> 31;
            sums[i] = clipped | inDoubt;
        }
    }

    private void write(int y, int begin, int count) {
        byte[] result = this.result;
        int[] sums = this.sums;
        int to = (y * width + begin) * Image.CHANNELS;
        for (int i = 0; i < count; i++) {
            int value = sums[i];
            result[to + i] = (byte) (value < 0 ? exact(i, y, begin) : value);
        }
    }

    private int exact(int i, int y, int begin) {
        int value = line[i + 3];
        boolean flat = line[i + 6] == value;
        if (flat && (filter == Filter.BILINEAR || line[i] == value && line[i + 9] == value)) {
            return value;
        }
        byte[] pixel = new byte[Image.CHANNELS];
        AffineSmooth.exact(image, filter, position(begin + i / Image.CHANNELS, y) - 0.5, y, pixel, 0);
        return pixel[i % Image.CHANNELS] & 0xff;
    }
}
