package dev.jimm.core.transform;

import java.util.List;

/** The colour that is neither bright nor dark to a model. */
final class MeanColour {
    private MeanColour() {}

    /**
     * The colour as 0xRRGGBB.
     *
     * @param mean of the three channels, of values in [0, 1]
     */
    static int of(List<Double> mean) {
        int colour = 0;
        for (double part : mean) {
            colour = colour << 8 | (int) Math.max(0, Math.min(255, Math.rint(255 * part)));
        }
        return colour;
    }
}
