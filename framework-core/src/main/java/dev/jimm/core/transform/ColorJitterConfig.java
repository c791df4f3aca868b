package dev.jimm.core.transform;

import dev.jimm.core.random.Probability;

/**
 * Random changes of colour, {@code augment.color-jitter}.
 *
 * @param brightness x: the factor is drawn from max(0, 1 - x) to 1 + x; 0 for none
 * @param contrast as brightness
 * @param saturation as brightness
 * @param hue x: colours turn by -x to x of the colour circle, 0 to 0.5
 * @param probability with which an image is changed, 0 to 1
 */
public record ColorJitterConfig(double brightness, double contrast, double saturation, double hue, double probability) {
    public ColorJitterConfig {
        requireStrength("brightness", brightness);
        requireStrength("contrast", contrast);
        requireStrength("saturation", saturation);
        if (!(hue >= 0 && hue <= 0.5)) {
            throw new IllegalArgumentException("hue must be between 0 and 0.5, not " + hue);
        }
        Probability.require("probability", probability);
    }

    private static void requireStrength(String key, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(key + " must be at least 0, not " + value);
        }
    }

    /** No change. */
    public static ColorJitterConfig defaults() {
        return new ColorJitterConfig(0, 0, 0, 0, 1);
    }

    boolean changesAnything() {
        return probability > 0 && (brightness > 0 || contrast > 0 || saturation > 0 || hue > 0);
    }
}
