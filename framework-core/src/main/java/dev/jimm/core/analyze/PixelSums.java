package dev.jimm.core.analyze;

import dev.jimm.api.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums over the pixels of images, exact: they do not depend on the order of the images, and a 64-bit sum of squares has
 * room for a hundred million megapixels.
 */
final class PixelSums {
    private static final double WHITE = 255;

    private final long[] sums = new long[Image.CHANNELS];
    private final long[] squares = new long[Image.CHANNELS];
    private long pixels;

    /**
     * Adds all pixels of an image.
     *
     * @return whether the image is gray: red, green and blue are the same everywhere
     */
    boolean add(Image image) {
        byte[] values = image.pixels();
        long red = 0;
        long green = 0;
        long blue = 0;
        long redSquares = 0;
        long greenSquares = 0;
        long blueSquares = 0;
        int differences = 0;
        for (int i = 0; i < values.length; i += Image.CHANNELS) {
            int r = values[i] & 0xff;
            int g = values[i + 1] & 0xff;
            int b = values[i + 2] & 0xff;
            red += r;
            green += g;
            blue += b;
            redSquares += r * r;
            greenSquares += g * g;
            blueSquares += b * b;
            differences |= r ^ g | g ^ b;
        }
        add(0, red, redSquares);
        add(1, green, greenSquares);
        add(2, blue, blueSquares);
        pixels += values.length / Image.CHANNELS;
        return differences == 0;
    }

    void add(PixelSums others) {
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
            add(channel, others.sums[channel], others.squares[channel]);
        }
        pixels += others.pixels;
    }

    private void add(int channel, long sum, long square) {
        sums[channel] += sum;
        squares[channel] += square;
    }

    long pixels() {
        return pixels;
    }

    /** The mean of each channel, in [0, 1]; there must be a pixel. */
    List<Double> mean() {
        return IntStream.range(0, Image.CHANNELS)
                .mapToObj(channel -> (double) sums[channel] / pixels / WHITE)
                .toList();
    }

    /** The standard deviation of each channel over all pixels, of values in [0, 1]; there must be a pixel. */
    List<Double> deviation() {
        return IntStream.range(0, Image.CHANNELS)
                .mapToObj(channel -> {
                    double mean = (double) sums[channel] / pixels;
                    double variance = (double) squares[channel] / pixels - mean * mean;
                    return Math.sqrt(Math.max(0, variance)) / WHITE;
                })
                .toList();
    }
}
