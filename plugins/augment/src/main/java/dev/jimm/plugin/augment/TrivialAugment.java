package dev.jimm.plugin.augment;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Image;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * TrivialAugment: one operation an image, drawn uniformly from 14, with a strength drawn uniformly.
 * {@code trivial-augment-wide} has the wide ranges of strength, as torchvision's TrivialAugmentWide defines them;
 * uncovered pixels are black, the filter is nearest. Strengths are computed in double precision; torchvision's single
 * precision translates by 15 pixels in place of 16 at strength 15 of 31.
 *
 * <p>Müller and Hutter, <a href="https://arxiv.org/abs/2103.10158">TrivialAugment: Tuning-free Yet State-of-the-Art
 * Data Augmentation</a>, 2021.
 */
public final class TrivialAugment implements AugmentPolicyProvider<TrivialAugment.Options> {
    private static final String WIDE = "trivial-augment-wide";
    private static final Canvas BLACK = new Canvas(0, List.of(Filter.NEAREST));
    private static final String FACTOR = "factor %s to %s";
    private static final String PIXELS = "%s to %s pixels";

    /** Space of the wide variant, in torchvision's order. Strength is from 0 to 1. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry("Identity", "", false, Change.tone((image, none) -> image), strength -> 0),
            signed("ShearX", FACTOR, strength -> 0.99 * strength),
            signed("ShearY", FACTOR, strength -> 0.99 * strength),
            signed("TranslateX", PIXELS, strength -> -(int) (32 * strength)),
            signed("TranslateY", PIXELS, strength -> -(int) (32 * strength)),
            signed("Rotate", "%s to %s degrees", strength -> 135 * strength),
            signed("Brightness", FACTOR, strength -> 1 + 0.99 * strength),
            signed("Color", FACTOR, strength -> 1 + 0.99 * strength),
            signed("Contrast", FACTOR, strength -> 1 + 0.99 * strength),
            signed("Sharpness", FACTOR, strength -> 1 + 0.99 * strength),
            unsigned("Posterize", "bits kept: %s to %s", strength -> 8 - (int) Math.rint(6 * strength)),
            unsigned("Solarize", "threshold %s to %s", strength -> (int) Math.ceil(255 - 255 * strength)),
            unsigned("AutoContrast", "", strength -> 0),
            unsigned("Equalize", "", strength -> 0));

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

    /**
     * An operation with the strengths that it has here.
     *
     * @param effect its least and greatest argument in words
     * @param signed whether the strength is negative in half of the cases
     * @param argument of a strength
     */
    private record Entry(String name, String effect, boolean signed, Change change, DoubleUnaryOperator argument) {
        String text() {
            double one = argument.applyAsDouble(signed ? -1 : 0);
            double other = argument.applyAsDouble(1);
            return effect.formatted(Text.number(Math.min(one, other)), Text.number(Math.max(one, other)));
        }
    }

    private static Entry signed(String name, String effect, DoubleUnaryOperator argument) {
        return new Entry(name, effect, true, Operations.named(name).change(), argument);
    }

    private static Entry unsigned(String name, String effect, DoubleUnaryOperator argument) {
        return new Entry(name, effect, false, Operations.named(name).change(), argument);
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
    public Description describe(String name) {
        return Description.of(
                "TrivialAugment: one operation an image, of a strength drawn at random",
                "https://arxiv.org/abs/2103.10158");
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        return (image, random) -> apply(image, random, options.bins());
    }

    private static Image apply(Image image, RandomGenerator random, int bins) {
        Entry entry = ENTRIES.get(random.nextInt(ENTRIES.size()));
        double strength = random.nextInt(bins) / (bins - 1.0);
        boolean negative = random.nextBoolean();
        double argument = entry.argument().applyAsDouble(entry.signed() && negative ? -strength : strength);
        return entry.change().apply(image, argument, BLACK, random);
    }

    @Override
    public String describe(String name, Options options) {
        String header = "1 operation of %s drawn for each image, with one of %s strengths:"
                .formatted(ENTRIES.size(), options.bins());
        return Text.lines(
                header,
                ENTRIES.stream()
                        .map(entry -> Text.entry(entry.name(), entry.text()))
                        .toList());
    }
}
