package dev.jimm.api.image;

import dev.jimm.api.API;
import java.util.function.UnaryOperator;

/** Operations that spread the values of each channel by its histogram. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Histogram {
    private Histogram() {}

    /** Stretches each channel, so that its least value becomes 0 and its greatest 255. */
    public static Image autoContrast(Image image) {
        return mapChannels(image, Histogram::stretched);
    }

    /** Makes all values of a channel about equally frequent. */
    public static Image equalize(Image image) {
        return mapChannels(image, Histogram::equalized);
    }

    private static int[] stretched(int[] counts) {
        int least = 0;
        int greatest = 255;
        while (counts[least] == 0) {
            least++;
        }
        while (counts[greatest] == 0) {
            greatest--;
        }
        if (greatest == least) {
            return identity();
        }
        double scale = 255.0 / (greatest - least);
        double offset = -least * scale;
        int[] table = new int[256];
        for (int value = 0; value < 256; value++) {
            table[value] = Math.max(0, Math.min(255, (int) (value * scale + offset)));
        }
        return table;
    }

    private static int[] equalized(int[] counts) {
        int total = 0;
        int last = 0;
        for (int value = 0; value < 256; value++) {
            total += counts[value];
            last = counts[value] > 0 ? value : last;
        }
        int step = (total - counts[last]) / 255;
        if (step == 0) {
            return identity();
        }
        int[] table = new int[256];
        int sum = step / 2;
        for (int value = 0; value < 256; value++) {
            table[value] = Math.min(255, sum / step);
            sum += counts[value];
        }
        return table;
    }

    private static int[] identity() {
        int[] table = new int[256];
        for (int value = 0; value < 256; value++) {
            table[value] = value;
        }
        return table;
    }

    private static Image mapChannels(Image image, UnaryOperator<int[]> tableOfCounts) {
        byte[] source = image.pixels();
        byte[] result = new byte[source.length];
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
            int[] counts = new int[256];
            for (int i = channel; i < source.length; i += Image.CHANNELS) {
                counts[source[i] & 0xff]++;
            }
            int[] table = tableOfCounts.apply(counts);
            for (int i = channel; i < source.length; i += Image.CHANNELS) {
                result[i] = (byte) table[source[i] & 0xff];
            }
        }
        return new Image(image.width(), image.height(), result);
    }
}
