package dev.jimm.plugin.augment;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.augment.Distributions;
import dev.jimm.plugin.augment.ShortForm.Key;
import dev.jimm.plugin.augment.ShortForm.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * AugMix with timm's operations and short form, such as {@code augmix-m5-w4-d2}: several chains of operations are
 * applied to the image, and their results are mixed with it in random proportions. Nothing is compared between the
 * mixtures, which the paper does in its loss.
 *
 * <p>Hendrycks et al., <a href="https://arxiv.org/abs/1912.02781">AugMix: A Simple Data Processing Method to Improve
 * Robustness and Uncertainty</a>, 2019.
 */
public final class AugMix implements AugmentPolicyProvider<AugMix.Options> {
    private static final double SHIFT = 0.3;

    /** Below, the gamma variates of a mixture could all become 0. */
    private static final double LEAST_ALPHA = 0.05;

    private static final List<Operation> OPERATIONS = Stream.concat(
                    Stream.of(
                                    "AutoContrast",
                                    "ColorIncreasing",
                                    "ContrastIncreasing",
                                    "BrightnessIncreasing",
                                    "SharpnessIncreasing",
                                    "Equalize",
                                    "Rotate",
                                    "PosterizeIncreasing",
                                    "SolarizeIncreasing",
                                    "ShearX",
                                    "ShearY")
                            .map(Operations::named),
                    Stream.of(Operations.translateXRel(SHIFT), Operations.translateYRel(SHIFT)))
            .toList();

    private static final List<Key> KEYS = List.of(
            new Key("m", Kind.NUMBER, "magnitude"),
            new Key("w", Kind.WHOLE, "width"),
            new Key("d", Kind.WHOLE, "depth"),
            new Key("a", Kind.NUMBER, "alpha"),
            new Key("b", Kind.FLAG, "blended"),
            new Key("mstd", Kind.NUMBER, "magnitude-std"));

    /**
     * The options.
     *
     * @param magnitude the level of every operation, at least 0; 10 is the greatest
     * @param magnitudeStd 0, or the standard deviation of normal noise on the magnitude; above 100 the magnitude is
     *     drawn uniformly from 0 to {@code magnitude}
     * @param width how many chains there are, at least 1
     * @param depth how many operations a chain has, at least 1; {@code null} for 1 to 3, drawn for each chain
     * @param alpha the parameter of the distributions of the proportions, at least 0.05: below 1 they differ more,
     *     above less
     * @param blended whether each chain is blended into the result at once, rounded every time, and not all at the end;
     *     the proportions are the same
     * @param fill the colour of uncovered pixels: red, green and blue, 0 to 255; {@code null} for the mean colour of
     *     the run's normalisation
     * @param interpolation nearest, bilinear, bicubic or random, which is bilinear or bicubic, drawn for each
     *     operation; {@code null} for that of the crop
     */
    public record Options(
            double magnitude,
            double magnitudeStd,
            int width,
            Integer depth,
            double alpha,
            boolean blended,
            List<Integer> fill,
            String interpolation) {
        public Options {
            Checks.notNegative("magnitude", magnitude);
            Checks.notNegative("magnitude-std", magnitudeStd);
            Checks.between("width", 1, Checks.MOST, width);
            Checks.require(
                    depth == null || (depth >= 1 && depth <= Checks.MOST),
                    "depth must be 1 to " + Checks.MOST + " or null, is " + depth);
            Checks.require(
                    alpha >= LEAST_ALPHA && Double.isFinite(alpha),
                    "alpha must be at least " + LEAST_ALPHA + ", is " + alpha);
            fill = new Painting(fill, interpolation).fill();
        }

        private Magnitude level() {
            return new Magnitude(magnitude, magnitudeStd, Magnitude.USUAL_MAX);
        }

        private List<Step> steps() {
            return OPERATIONS.stream()
                    .map(operation -> new Step(operation, 1, level()))
                    .toList();
        }
    }

    @Override
    public Set<String> names() {
        return Set.of("augmix");
    }

    @Override
    public Options defaults(String name) {
        return new Options(3, Magnitude.UNIFORM_STD, 3, null, 1, false, null, null);
    }

    @Override
    public Options shortForm(String name, String keys) {
        ShortForm form = ShortForm.parse(keys, KEYS);
        Options usual = defaults(name);
        return new Options(
                form.number("m", usual.magnitude()),
                form.number("mstd", usual.magnitudeStd()),
                form.whole("w", usual.width()),
                form.whole("d", usual.depth()),
                form.number("a", usual.alpha()),
                form.flag("b", usual.blended()),
                usual.fill(),
                usual.interpolation());
    }

    @Override
    public Description describe(String name) {
        return Description.of(
                "AugMix: chains of operations, mixed with the image; short: augmix-m5-w4-d2",
                "https://arxiv.org/abs/1912.02781");
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        int depth = options.depth() == null ? Chains.DRAWN : options.depth();
        Canvas own = new Painting(options.fill(), options.interpolation()).on(canvas);
        Chains chains = new Chains(options.steps(), options.width(), depth, own);
        return (image, random) -> {
            float[] weights = Mixture.weights(options.alpha(), options.width(), random);
            float share = (float) Distributions.beta(options.alpha(), random);
            return options.blended()
                    ? Mixture.blended(image, chains.apply(image, random), weights, share)
                    : Mixture.mixed(image, chains.apply(image, random), weights, share);
        };
    }

    @Override
    public String describe(String name, Options options) {
        String depth = options.depth() == null ? "1 to 3" : String.valueOf(options.depth());
        String header = "each image mixed%s with %s chains of %s operations of %s, with magnitude %s and alpha %s:"
                .formatted(
                        options.blended() ? " one by one" : "",
                        options.width(),
                        depth,
                        OPERATIONS.size(),
                        options.level(),
                        Text.number(options.alpha()));
        List<String> lines = options.steps().stream()
                .map(step -> Text.entry(step.operation().name(), step.effect()))
                .toList();
        return Text.lines(header, lines);
    }
}
