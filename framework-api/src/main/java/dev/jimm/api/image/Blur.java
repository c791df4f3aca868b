package dev.jimm.api.image;

/**
 * Gaussian blur by three box filters in each direction, whose radius has a fraction (Gwosdek et al. 2011); to the last
 * bit as Pillow does it.
 */
public final class Blur {
    private static final int PASSES = 3;

    private Blur() {}

    /** @param radius the standard deviation in pixels, at least 0 */
    public static Image gaussian(Image image, double radius) {
        if (!(radius >= 0)) {
            throw new IllegalArgumentException("radius must be at least 0, not " + radius);
        }
        Box box = Box.of(boxRadius((float) radius));
        byte[] result = image.pixels().clone();
        int row = image.width() * Image.CHANNELS;
        for (int start = 0; start < result.length; start += row) {
            for (int channel = 0; channel < Image.CHANNELS; channel++) {
                blurLine(result, start + channel, Image.CHANNELS, image.width(), box);
            }
        }
        for (int column = 0; column < row; column++) {
            blurLine(result, column, row, image.height(), box);
        }
        return new Image(image.width(), image.height(), result);
    }

    /** The radius of the box whose variance, three times, is that of the Gaussian. */
    private static float boxRadius(float radius) {
        float variance = radius * radius / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        fraction /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + fraction;
    }

    /**
     * Pixels on each side that count whole, their weight, and the weight of the one behind them; weights are parts of
     * 2^24.
     */
    private record Box(int reach, int weight, int edgeWeight) {
        static Box of(float radius) {
            int reach = (int) radius;
            int weight = (int) ((float) (1 << 24) / (radius * 2 + 1));
            return new Box(reach, weight, ((1 << 24) - (reach * 2 + 1) * weight) / 2);
        }
    }

    private static void blurLine(byte[] pixels, int start, int step, int length, Box box) {
        int[] line = new int[length];
        int[] blurred = new int[length];
        for (int i = 0; i < length; i++) {
            line[i] = pixels[start + i * step] & 0xff;
        }
        for (int pass = 0; pass < PASSES; pass++) {
            boxFilter(line, blurred, box);
            int[] swapped = line;
            line = blurred;
            blurred = swapped;
        }
        for (int i = 0; i < length; i++) {
            pixels[start + i * step] = (byte) line[i];
        }
    }

    private static void boxFilter(int[] line, int[] result, Box box) {
        int last = line.length - 1;
        int sum = 0;
        for (int i = -box.reach(); i <= box.reach(); i++) {
            sum += line[Math.max(0, Math.min(last, i))];
        }
        for (int i = 0; i <= last; i++) {
            int left = line[Math.max(0, i - box.reach() - 1)];
            int right = line[Math.min(last, i + box.reach() + 1)];
            // The sum can reach 2^32, so the shift is unsigned.
            result[i] = sum * box.weight() + (left + right) * box.edgeWeight() + (1 << 23) >>> 24;
            sum += right - line[Math.max(0, i - box.reach())];
        }
    }
}
