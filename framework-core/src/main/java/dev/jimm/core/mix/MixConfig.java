package dev.jimm.core.mix;

import dev.jimm.core.random.Probability;
import java.util.List;
import java.util.Objects;

/**
 * How images are mixed with each other, the {@code augment.mix} section. Whether they are is said beside it: by {@code
 * augment.mixup} and {@code augment.cutmix}, or by {@code cutmix-min-max} here.
 *
 * @param probability that a batch, a pair or an image (as {@code mode} says) is mixed, 0 to 1
 * @param switchProbability that it is mixed by cutmix where both ways are on, 0 to 1
 * @param cutmixMinMax the least and the greatest part of each side that the box of cutmix takes, instead of a box of
 *     drawn area; turns cutmix on; none: not used
 * @param correctLam whether the labels follow the part of the box that lies within the image
 * @param offEpoch the epoch, counted from 0, from which on nothing is mixed; 0: always mixed
 */
public record MixConfig(
        double probability,
        double switchProbability,
        Mode mode,
        List<Double> cutmixMinMax,
        boolean correctLam,
        int offEpoch) {
    /** What is drawn at once. */
    public enum Mode {
        /** One draw for the batch. */
        BATCH,
        /** One draw for two images, which are mixed with each other. */
        PAIR,
        /** One draw for each image. */
        ELEM
    }

    public MixConfig {
        Objects.requireNonNull(mode);
        Probability.require("probability", probability);
        Probability.require("switch-probability", switchProbability);
        cutmixMinMax = List.copyOf(cutmixMinMax);
        if (!cutmixMinMax.isEmpty() && !isRange(cutmixMinMax)) {
            throw new IllegalArgumentException(
                    "cutmix-min-max must be two numbers from 0 to 1, the lesser first, not " + cutmixMinMax);
        }
        if (offEpoch < 0) {
            throw new IllegalArgumentException("off-epoch must be at least 0, is " + offEpoch);
        }
    }

    private static boolean isRange(List<Double> values) {
        return values.size() == 2 && values.get(0) >= 0 && values.get(0) < values.get(1) && values.get(1) <= 1;
    }

    /** timm's defaults: every batch, mixup and cutmix in turn by chance, labels as the box was clipped. */
    public static MixConfig defaults() {
        return new MixConfig(1, 0.5, Mode.BATCH, List.of(), true, 0);
    }
}
