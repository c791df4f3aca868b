package dev.jimm.api.image;

/**
 * Pillow's enhancements: each mixes the image with a degenerate one. Factor 0 gives the degenerate image, 1 the image
 * itself, more than 1 goes beyond it; results are clipped to 0..255.
 */
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
        return (int) Math.max(0f, Math.min(255f, low + alpha * (high - low)));
    }

    /** Means of 3 x 3 with the centre counted five times; the border stays. */
    private static Image smooth(Image image) {
        byte[] source = image.pixels();
        byte[] result = source.clone();
        int row = image.width() * Image.CHANNELS;
        for (int y = 1; y < image.height() - 1; y++) {
            for (int i = y * row + Image.CHANNELS; i < (y + 1) * row - Image.CHANNELS; i++) {
                int sum = three(source, i - row) + three(source, i) + three(source, i + row) + 4 * (source[i] & 0xff);
                result[i] = (byte) ((2 * sum + 13) / 26);
            }
        }
        return new Image(image.width(), image.height(), result);
    }

    private static int three(byte[] pixels, int i) {
        return (pixels[i - Image.CHANNELS] & 0xff) + (pixels[i] & 0xff) + (pixels[i + Image.CHANNELS] & 0xff);
    }
}
