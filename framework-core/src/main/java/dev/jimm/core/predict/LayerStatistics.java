package dev.jimm.core.predict;

/**
 * What the values are like that leave a layer.
 *
 * @param layer its name in the state dict; behind a {@code >} the activation that follows
 * @param channels how many it has
 * @param std the standard deviation of all values
 * @param zeros the part of the values that are exactly 0, in [0, 1]
 * @param deadChannels how many channels have the same value in all images and places
 */
public record LayerStatistics(
        String layer, int channels, double mean, double std, double min, double max, double zeros, int deadChannels) {}
