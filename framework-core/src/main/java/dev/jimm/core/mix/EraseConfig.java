package dev.jimm.core.mix;

import dev.jimm.core.random.Probability;
import java.util.Objects;

/**
 * Random erasing of boxes of the normalised image, the {@code augment.erase} section (Zhong et al. 2017, "Random
 * Erasing Data Augmentation", arXiv:1708.04896).
 *
 * @param probability that an image is erased, 0 to 1
 * @param mode what stands in a box afterwards
 * @param minArea the least part of the image's area that the boxes of an image take together, above 0
 * @param maxArea the greatest one, at most 1
 * @param minAspect the least height / width of a box, above 0 and at most 1; the greatest is 1 / this
 * @param count the most boxes of an image; how many is drawn from 1 to this, and each takes its share of the area
 * @param skipFirstSplit whether the first views stay clean where each sample has several ({@code augment.splits}), and
 *     without splits the first half of each batch
 */
public record EraseConfig(
        double probability,
        Mode mode,
        double minArea,
        double maxArea,
        double minAspect,
        int count,
        boolean skipFirstSplit) {
    /** The fillings. */
    public enum Mode {
        /** The mean colour, which is 0 after normalisation. */
        CONST,
        /** A colour for each box, normally distributed. */
        RAND,
        /** A colour for each pixel, normally distributed. */
        PIXEL
    }

    /** More boxes than this leave nothing to see, and each of them costs a pass over the batch. */
    private static final int MOST_BOXES = 32;

    public EraseConfig {
        Objects.requireNonNull(mode);
        Probability.require("probability", probability);
        if (!(minArea > 0 && minArea <= maxArea)) {
            throw new IllegalArgumentException(
                    "min-area must be above 0 and at most the max-area of " + maxArea + ", is " + minArea);
        }
        if (!(maxArea <= 1)) {
            throw new IllegalArgumentException("max-area must be at most 1, is " + maxArea);
        }
        if (!(minAspect > 0 && minAspect <= 1)) {
            throw new IllegalArgumentException("min-aspect must be above 0 and at most 1, is " + minAspect);
        }
        if (count < 1 || count > MOST_BOXES) {
            throw new IllegalArgumentException("count must be 1 to " + MOST_BOXES + ", is " + count);
        }
    }

    /** Nothing is erased; where only the probability is set, the rest is as in timm's training script. */
    public static EraseConfig defaults() {
        return new EraseConfig(0, Mode.PIXEL, 0.02, 1.0 / 3, 0.3, 1, false);
    }
}
