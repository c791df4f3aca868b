package dev.jimm.core.analyze;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import java.util.Arrays;

/**
 * 64 bits that change little when an image is resized, compressed again or a little brighter: which of the 8 x 8 lowest
 * frequencies of the image, in gray and 32 x 32 pixels, lie above their median (pHash; Zauner, Implementation and
 * Benchmarking of Perceptual Image Hash Functions, 2010).
 *
 * @param tones the brightness of 4 x 4 parts of the image in 16 steps: pictures of few simple shapes have the same bits
 *     when they differ in that only
 * @param plain whether the image has so little contrast that its bits say nothing
 */
record PerceptualHash(long bits, long tones, boolean plain) {
    private static final int SIZE = 32;
    private static final int FREQUENCIES = 8;

    /** Resizing takes memory for each row; an image may have millions. */
    static final int MOST_SIDE = 1024;

    /** In levels of 8-bit gray; less is one colour with the noise of its compression. */
    private static final int LEAST_CONTRAST = 8;

    private static final int PARTS = 4;
    private static final int PART = SIZE / PARTS;
    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;

    private static final double[][] COSINES = cosines();

    static PerceptualHash of(Image image) {
        byte[] pixels =
                Resize.resize(bounded(image), SIZE, SIZE, Filter.BILINEAR).pixels();
        double[][] gray = new double[SIZE][SIZE];
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            int at = i * Image.CHANNELS;
            double value =
                    0.299 * (pixels[at] & 0xff) + 0.587 * (pixels[at + 1] & 0xff) + 0.114 * (pixels[at + 2] & 0xff);
            gray[i / SIZE][i % SIZE] = value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return new PerceptualHash(bits(lowFrequencies(gray)), tones(gray), most - least < LEAST_CONTRAST);
    }

    /** An image that takes little memory to work on: pixels are left out where there are too many in a row. */
    static Image bounded(Image image) {
        int longer = Math.max(image.width(), image.height());
        if (longer <= MOST_SIDE) {
            return image;
        }
        int width = (int) Math.max(1, (long) image.width() * MOST_SIDE / longer);
        int height = (int) Math.max(1, (long) image.height() * MOST_SIDE / longer);
        return Resize.resize(image, width, height, Filter.NEAREST);
    }

    /** The discrete cosine transform (type II) in both directions, as far as it is needed. */
    private static double[] lowFrequencies(double[][] gray) {
        double[][] rows = new double[SIZE][FREQUENCIES];
        for (int y = 0; y < SIZE; y++) {
            for (int u = 0; u < FREQUENCIES; u++) {
                for (int x = 0; x < SIZE; x++) {
                    rows[y][u] += gray[y][x] * COSINES[u][x];
                }
            }
        }
        double[] result = new double[FREQUENCIES * FREQUENCIES];
        for (int v = 0; v < FREQUENCIES; v++) {
            for (int u = 0; u < FREQUENCIES; u++) {
                for (int y = 0; y < SIZE; y++) {
                    result[v * FREQUENCIES + u] += rows[y][u] * COSINES[v][y];
                }
            }
        }
        return result;
    }

    private static long bits(double[] frequencies) {
        double[] sorted = frequencies.clone();
        Arrays.sort(sorted);
        double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        long bits = 0;
        for (double frequency : frequencies) {
            bits = bits << 1 | (frequency > median ? 1 : 0);
        }
        return bits;
    }

    private static long tones(double[][] gray) {
        long tones = 0;
        for (int part = 0; part < PARTS * PARTS; part++) {
            double sum = 0;
            for (int i = 0; i < PART * PART; i++) {
                sum += gray[part / PARTS * PART + i / PART][part % PARTS * PART + i % PART];
            }
            tones = tones << STEP_BITS | (long) (sum / (PART * PART) * STEPS / 256);
        }
        return tones;
    }

    /** Whether no part is brighter or darker by more than a step. */
    static boolean sameTones(long one, long other) {
        for (int shift = 0; shift < Long.SIZE; shift += STEP_BITS) {
            long difference = (one >>> shift & STEPS - 1) - (other >>> shift & STEPS - 1);
            if (Math.abs(difference) > 1) {
                return false;
            }
        }
        return true;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[FREQUENCIES][SIZE];
        for (int u = 0; u < FREQUENCIES; u++) {
            for (int x = 0; x < SIZE; x++) {
                cosines[u][x] = StrictMath.cos(Math.PI * u * (2 * x + 1) / (2 * SIZE));
            }
        }
        return cosines;
    }
}
