package dev.jimm.core.mix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What happens to whole batches of training images.
 *
 * @param mixup the parameter of the Beta distribution that mixup draws from; 0: no mixup
 * @param cutmix the same of cutmix
 * @param splits how many views of each sample a batch has (augmentation splits); 0 or 1: one
 */
public record BatchConfig(double mixup, double cutmix, MixConfig mix, EraseConfig erase, int splits) {
    /** With less, or more than its inverse, the distribution is all but a constant. */
    private static final double LEAST_PARAMETER = 0.001;

    /** Nothing happens. */
    public static final BatchConfig NONE = new BatchConfig(0, 0, MixConfig.defaults(), EraseConfig.defaults(), 0);

    public BatchConfig {
        Objects.requireNonNull(mix);
        Objects.requireNonNull(erase);
        requireParameter("mixup", mixup);
        requireParameter("cutmix", cutmix);
    }

    private static void requireParameter(String key, double value) {
        if (value != 0 && !(value >= LEAST_PARAMETER && value <= 1 / LEAST_PARAMETER)) {
            throw new IllegalArgumentException(key + " must be 0, or between " + LEAST_PARAMETER + " and "
                    + 1 / LEAST_PARAMETER + ", is " + value);
        }
    }

    /** Whether images are mixed with each other, be it in some epochs only. */
    public boolean isMixing() {
        return mixup > 0 || isCutting();
    }

    /** Whether the way to mix can be cutmix. */
    boolean isCutting() {
        return cutmix > 0 || !mix.cutmixMinMax().isEmpty();
    }

    public boolean isErasing() {
        return erase.probability() > 0;
    }

    /** What of it cannot be done, by the key that has to change: {@code data.batch-size}; to be told before the run. */
    public Map<String, String> problems(int batchSize) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (isMixing() && batchSize % 2 != 0) {
            problems.put(
                    "data.batch-size",
                    "must be even, is " + batchSize + ": augment.mixup and augment.cutmix mix the images of a batch in"
                            + " pairs");
        }
        if (isMixing() && splits > 1) {
            problems.put(
                    "augment.splits",
                    "are " + splits + ", but the views of a sample cannot be mixed with other samples; leave out the"
                            + " splits, or augment.mixup, augment.cutmix and augment.mix.cutmix-min-max");
        }
        return problems;
    }

    /** What happens, in this order; a line each, for people. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        if (isMixing()) {
            lines.add(mixing());
        }
        if (isErasing()) {
            lines.add(erasing());
        }
        return lines;
    }

    private String mixing() {
        List<String> ways = new ArrayList<>();
        if (mixup > 0) {
            ways.add("mixup " + mixup);
        }
        if (isCutting()) {
            String own = cutmix + (mix.correctLam() ? "" : ", labels not corrected");
            ways.add("cutmix " + (mix.cutmixMinMax().isEmpty() ? own : "with sides of " + mix.cutmixMinMax()));
        }
        String chance = ways.size() == 2 ? " (probability " + mix.switchProbability() + ")" : "";
        String each = switch (mix.mode()) {
            case BATCH -> "each batch";
            case PAIR -> "each pair of images";
            case ELEM -> "each image";
        };
        return String.join(" or ", ways) + chance + ", " + each + " with probability " + mix.probability()
                + (mix.offEpoch() > 0 ? ", until epoch " + mix.offEpoch() : "");
    }

    private String erasing() {
        String boxes = erase.count() == 1 ? "a box" : "1 to " + erase.count() + " boxes";
        return String.format(
                Locale.ROOT,
                "erase %s of %.3g to %.3g of the area, height / width from %.3g to %.3g, filled by %s,"
                        + " with probability %s%s",
                boxes,
                erase.minArea(),
                erase.maxArea(),
                erase.minAspect(),
                1 / erase.minAspect(),
                erase.mode().name().toLowerCase(Locale.ROOT),
                erase.probability(),
                erase.skipFirstSplit() ? ", not in the first split" : "");
    }
}
