package dev.jimm.api.image;

import dev.jimm.api.API;

/**
 * Pillow's enhancements, and the change of hue. Except for hue, each mixes the image with a degenerate one: factor 0
 * gives the degenerate image, 1 the image itself, more than 1 goes beyond it; results are clipped to 0..255.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Enhance {
    private Enhance() {}

    /** Mixes with black. */
    public static Image brightness(Image image, double factor) {
        return mixedWithGray(0, image, factor);
    }

    /** Mixes with the mean gray of the image. */
    public static Image contrast(Image image, double factor) {
        byte[] pixels = image.pixels();
        long sum = 0;
        for (int i = 0; i < pixels.length; i += Image.CHANNELS) {
            sum += luminance(pixels, i);
        }
        double mean = (double) sum / (pixels.length / Image.CHANNELS);
        return mixedWithGray((int) (mean + 0.5), image, factor);
    }

    /** Mixes with the gray version of the image. */
    public static Image color(Image image, double factor) {
        return mixed(grayscale(image), image, factor);
    }

    /** Takes colour away: 0 leaves the image as it is, 1 makes it gray. */
    public static Image desaturate(Image image, double amount) {
        return color(image, Math.max(0, Math.min(1, 1 - amount)));
    }

    /**
     * Turns the hues of all colours; as torchvision's adjust_hue does it by Pillow's HSV images of 8 bits, to the last
     * bit. Because of these 8 bits, an image does not come through unchanged even with a factor of 0.
     *
     * @param factor the part of a full turn, -0.5 to 0.5
     */
    public static Image hue(Image image, double factor) {
        if (!(factor >= -0.5 && factor <= 0.5)) {
            throw new IllegalArgumentException("the factor of hue must be -0.5 to 0.5, not " + factor);
        }
        return Hue.shifted(image, (int) (factor * 255));
    }

    /** Mixes with a smoothed version of the image. */
    public static Image sharpness(Image image, double factor) {
        return mixed(smooth(image), image, factor);
    }

    /** The image without colour (ITU-R 601 luminance), still with three channels. */
    public static Image grayscale(Image image) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        for (int i = 0; i < source.length; i += Image.CHANNELS) {
            byte value = (byte) luminance(source, i);
            result[i] = value;
            result[i + 1] = value;
            result[i + 2] = value;
        }
        return new Image(image.width(), image.height(), result);
    }

    private static int luminance(byte[] pixels, int i) {
        int red = pixels[i] & 0xff;
        int green = pixels[i + 1] & 0xff;
        int blue = pixels[i + 2] & 0xff;
        return 19595 * red + 38470 * green + 7471 * blue + 32768 >> 16;
    }

    private static Image mixedWithGray(int gray, Image image, double factor) {
        return Levels.map(image, value -> mixed(gray, value, (float) factor));
    }

    private static Image mixed(Image degenerate, Image image, double factor) {
        float alpha = (float) factor;
        if (alpha == 1) {
            return image;
        }
        byte[] low = degenerate.pixels();
        byte[] high = image.pixels();
        byte[] result = new byte[high.length];
        for (int i = 0; i < high.length; i++) {
            result[i] = (byte) mixed(low[i] & 0xff, high[i] & 0xff, alpha);
        }
        return new Image(image.width(), image.height(), result);
    }

    /** In single precision, as Pillow. */
    private static int mixed(int low, int high, float alpha) {
        return Math.max(0, Math.min(255, (int) (low + alpha * (high - low))));
    }

    /** Means of 3 x 3 with the centre counted five times; the border stays. */
    private static Image smooth(Image image) {
        int[][] rows = Rows.of(image);
        byte[] result = image.pixels().clone();
        int length = rows[0].length;
        int[] middle = new int[length];
        int[] left = new int[length];
        int[] right = new int[length];
        int[] means = new int[length];
        for (int y = 1; y < rows.length - 1; y++) {
            addThree(rows[y - 1], rows[y], rows[y + 1], middle);
            System.arraycopy(middle, 0, left, Image.CHANNELS, length - Image.CHANNELS);
            System.arraycopy(middle, Image.CHANNELS, right, 0, length - Image.CHANNELS);
            means(left, middle, right, rows[y], means);
            keepEdges(rows[y], means);
            Rows.write(means, result, y);
        }
        return new Image(image.width(), image.height(), result);
    }

    private static void addThree(int[] above, int[] row, int[] below, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = above[i] + row[i] + below[i];
        }
    }

    private static void means(int[] left, int[] middle, int[] right, int[] row, int[] means) {
        for (int i = 0; i < means.length; i++) {
            int sum = left[i] + middle[i] + right[i] + 4 * row[i];
            // (2 sum + 13) / 26 for all sums of 8-bit values; a shift can be done in vectors, a division cannot.
            means[i] = (2 * sum + 13) * 40_330 >> 20;
        }
    }

    private static void keepEdges(int[] row, int[] means) {
        for (int i = 0; i < Image.CHANNELS; i++) {
            means[i] = row[i];
            means[means.length - 1 - i] = row[row.length - 1 - i];
        }
    }
}
