package dev.jimm.plugin.augment;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.image.Affine;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Histogram;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Levels;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * TrivialAugment: one operation an image, drawn uniformly from 14, with a strength drawn uniformly.
 * {@code trivial-augment-wide} has the wide ranges of strength, as torchvision's TrivialAugmentWide defines them;
 * uncovered pixels are black, the filter is nearest.
 *
 * <p>Müller and Hutter, <a href="https://arxiv.org/abs/2103.10158">TrivialAugment: Tuning-free Yet State-of-the-Art
 * Data Augmentation</a>, 2021.
 */
public final class TrivialAugment implements AugmentPolicyProvider<TrivialAugment.Options> {
    private static final String WIDE = "trivial-augment-wide";
    private static final int BLACK = 0;

    /** Space of the wide variant, in torchvision's order. Strength is from 0 to 1. */
    private static final List<Operation> OPERATIONS = List.of(
            unsigned((image, strength) -> image),
            signed((image, strength) -> moved(image, Affine.shearX(0.99 * strength))),
            signed((image, strength) -> moved(image, Affine.shearY(0.99 * strength))),
            signed((image, strength) -> moved(image, Affine.translation(-(int) (32 * strength), 0))),
            signed((image, strength) -> moved(image, Affine.translation(0, -(int) (32 * strength)))),
            signed((image, strength) -> Affine.rotate(image, 135 * strength, Filter.NEAREST, BLACK)),
            signed((image, strength) -> Enhance.brightness(image, 1 + 0.99 * strength)),
            signed((image, strength) -> Enhance.color(image, 1 + 0.99 * strength)),
            signed((image, strength) -> Enhance.contrast(image, 1 + 0.99 * strength)),
            signed((image, strength) -> Enhance.sharpness(image, 1 + 0.99 * strength)),
            unsigned((image, strength) -> Levels.posterize(image, 8 - (int) Math.rint(6 * strength))),
            unsigned((image, strength) -> Levels.solarize(image, (int) Math.ceil(255 - 255 * strength))),
            unsigned((image, strength) -> Histogram.autoContrast(image)),
            unsigned((image, strength) -> Histogram.equalize(image)));

    /**
     * The options.
     *
     * @param bins how many strengths there are, from none to the greatest, at least 2
     */
    public record Options(int bins) {
        public Options {
            if (bins < 2) {
                throw new IllegalArgumentException("bins must be at least 2, is " + bins);
            }
        }
    }

    @Override
    public Set<String> names() {
        return Set.of(WIDE);
    }

    @Override
    public Options defaults(String name) {
        return new Options(31);
    }

    @Override
    public AugmentPolicy create(String name, Options options) {
        return (image, random) -> apply(image, random, options.bins());
    }

    private static Image apply(Image image, RandomGenerator random, int bins) {
        Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        double strength = random.nextInt(bins) / (bins - 1.0);
        boolean negative = random.nextBoolean();
        return operation.change().apply(image, operation.signed() && negative ? -strength : strength);
    }

    private static Image moved(Image image, Affine map) {
        return map.apply(image, Filter.NEAREST, BLACK);
    }

    /** An operation, and whether its strength is negative in half of the cases. */
    private record Operation(boolean signed, Change change) {}

    @FunctionalInterface
    private interface Change {
        Image apply(Image image, double strength);
    }

    private static Operation signed(Change change) {
        return new Operation(true, change);
    }

    private static Operation unsigned(Change change) {
        return new Operation(false, change);
    }
}
