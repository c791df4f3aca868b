package dev.jimm.api.image;

/** Bicubic interpolation in single precision; what is in doubt after that is computed exactly. */
final class AffineCubic implements AffineSmooth.Interpolator {
    /** Pixels that are added around the image, as copies of its edge, so that no neighbour lies outside. */
    private static final int MARGIN = 2;

    private static final int TAPS = 4;
    /** Bits behind the point of a result, before it is cut. */
    private static final int PRECISION = 12;
    /** The part of 2^-12 (that is 1/512) by which single precision can be wrong, with room to spare. */
    private static final int DOUBT = 8;
    /** Makes results positive: they are greater than -256. */
    private static final int OFFSET = 256;

    private final Image image;
    private final float[] source;
    /** The floats of a row of the source, with its margin. */
    private final int stride;

    private final float[] down = new float[TAPS];

    AffineCubic(Image image) {
        this.image = image;
        stride = (image.width() + 2 * MARGIN) * Image.CHANNELS;
        source = withMargin(image, stride);
    }

    private static float[] withMargin(Image image, int stride) {
        float[] values = new float[stride * (image.height() + 2 * MARGIN)];
        byte[] pixels = image.pixels();
        int row = image.width() * Image.CHANNELS;
        int margin = MARGIN * Image.CHANNELS;
        for (int y = -MARGIN; y < image.height() + MARGIN; y++) {
            int from = Math.max(0, Math.min(image.height() - 1, y)) * row;
            int to = (y + MARGIN) * stride + margin;
            for (int i = 0; i < row; i++) {
                values[to + i] = pixels[from + i] & 0xff;
            }
            for (int i = 1; i <= margin; i++) {
                values[to - i] = values[to - i + Image.CHANNELS];
                values[to + row - 1 + i] = values[to + row - 1 + i - Image.CHANNELS];
            }
        }
        return values;
    }

    @Override
    public void at(double x, double y, byte[] result, int to) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float dx = (float) (x - left);
        float dy = (float) (y - top);
        down[0] = dy * (-1 + dy * (2 - dy));
        down[1] = 1 + dy * dy * (dy - 2);
        down[2] = dy * (1 + dy * (1 - dy));
        down[3] = dy * dy * (dy - 1);
        int at = (top - 1 + MARGIN) * stride + (left - 1 + MARGIN) * Image.CHANNELS;
        if (!mix(at, dx, result, to)) {
            AffineSmooth.exact(image, Filter.BICUBIC, x, y, result, to);
        }
    }

    private boolean mix(int at, float dx, byte[] result, int to) {
        float x0 = dx * (-1 + dx * (2 - dx));
        float x1 = 1 + dx * dx * (dx - 2);
        float x2 = dx * (1 + dx * (1 - dx));
        float x3 = dx * dx * (dx - 1);
        float[] values = source;
        float red = 0;
        float green = 0;
        float blue = 0;
        int i = at;
        for (int row = 0; row < TAPS; row++, i += stride) {
            float weight = down[row];
            red += weight * (values[i] * x0 + values[i + 3] * x1 + values[i + 6] * x2 + values[i + 9] * x3);
            green += weight * (values[i + 1] * x0 + values[i + 4] * x1 + values[i + 7] * x2 + values[i + 10] * x3);
            blue += weight * (values[i + 2] * x0 + values[i + 5] * x1 + values[i + 8] * x2 + values[i + 11] * x3);
        }
        return cut(red, at, result, to) & cut(green, at + 1, result, to + 1) & cut(blue, at + 2, result, to + 2);
    }

    /** Stores a result; false if it lies so near to an integer that the exact result may be cut to another one. */
    private boolean cut(float value, int at, byte[] result, int to) {
        int fixed = (int) ((value + OFFSET) * (1 << PRECISION));
        if ((fixed + DOUBT & (1 << PRECISION) - 1) < 2 * DOUBT) {
            result[to] = (byte) (int) source[at];
            return flat(at);
        }
        int whole = (fixed >> PRECISION) - OFFSET;
        int positive = whole & ~(whole >> 31);
        result[to] = (byte) (positive | (255 - positive) >> 31);
        return true;
    }

    /** Whether all neighbours have the same value, as in black and white areas: then this is the exact result. */
    private boolean flat(int at) {
        for (int row = 0, i = at; row < TAPS; row++, i += stride) {
            for (int k = 0; k < TAPS * Image.CHANNELS; k += Image.CHANNELS) {
                if (source[i + k] != source[at]) {
                    return false;
                }
            }
        }
        return true;
    }
}
