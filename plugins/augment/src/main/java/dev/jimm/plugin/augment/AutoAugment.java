package dev.jimm.plugin.augment;

import dev.jimm.api.Description;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Image;
import dev.jimm.plugin.augment.ShortForm.Key;
import dev.jimm.plugin.augment.ShortForm.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Policies that list what may happen to an image; one entry of the list is drawn for each image, and its operations
 * are applied one after the other, each with a probability and at a magnitude of its own. Short forms are as timm's:
 * {@code original-mstd0.5}.
 *
 * <p>{@code original} is the policy for ImageNet of Cubuk et al., <a
 * href="https://arxiv.org/abs/1805.09501">AutoAugment: Learning Augmentation Policies from Data</a>, 2018; {@code v0}
 * is that of the TPU implementation of EfficientNet. In {@code originalr} and {@code v0r} a greater magnitude of
 * posterize takes more bits away. {@code 3a}, also {@code three-augment}, is 3-Augment of Touvron, Cord and Jégou, <a
 * href="https://arxiv.org/abs/2204.07118">DeiT III: Revenge of the ViT</a>, 2022: solarize, gray or blur.
 */
public final class AutoAugment implements AugmentPolicyProvider<AutoAugment.Options> {
    /** A line an entry: operation, probability, magnitude. */
    private static final String V0 = """
        Equalize 0.8 1, ShearY 0.8 4
        Color 0.4 9, Equalize 0.6 3
        Color 0.4 1, Rotate 0.6 8
        Solarize 0.8 3, Equalize 0.4 7
        Solarize 0.4 2, Solarize 0.6 2
        Color 0.2 0, Equalize 0.8 8
        Equalize 0.4 8, SolarizeAdd 0.8 3
        ShearX 0.2 9, Rotate 0.6 8
        Color 0.6 1, Equalize 1.0 2
        Invert 0.4 9, Rotate 0.6 0
        Equalize 1.0 9, ShearY 0.6 3
        Color 0.4 7, Equalize 0.6 0
        Posterize 0.4 6, AutoContrast 0.4 7
        Solarize 0.6 8, Color 0.6 9
        Solarize 0.2 4, Rotate 0.8 9
        Rotate 1.0 7, TranslateYRel 0.8 9
        ShearX 0.0 0, Solarize 0.8 4
        ShearY 0.8 0, Color 0.6 4
        Color 1.0 0, Rotate 0.6 2
        Equalize 0.8 4, Equalize 0.0 8
        Equalize 1.0 4, AutoContrast 0.6 2
        ShearY 0.4 7, SolarizeAdd 0.6 7
        Posterize 0.8 2, Solarize 0.6 10
        Solarize 0.6 8, Equalize 0.6 1
        Color 0.8 6, Rotate 0.4 5
        """;

    private static final String ORIGINAL = """
        PosterizeOriginal 0.4 8, Rotate 0.6 9
        Solarize 0.6 5, AutoContrast 0.6 5
        Equalize 0.8 8, Equalize 0.6 3
        PosterizeOriginal 0.6 7, PosterizeOriginal 0.6 6
        Equalize 0.4 7, Solarize 0.2 4
        Equalize 0.4 4, Rotate 0.8 8
        Solarize 0.6 3, Equalize 0.6 7
        PosterizeOriginal 0.8 5, Equalize 1.0 2
        Rotate 0.2 3, Solarize 0.6 8
        Equalize 0.6 8, PosterizeOriginal 0.4 6
        Rotate 0.8 8, Color 0.4 0
        Rotate 0.4 9, Equalize 0.6 2
        Equalize 0.0 7, Equalize 0.8 8
        Invert 0.6 4, Equalize 1.0 8
        Color 0.6 4, Contrast 1.0 8
        Rotate 0.8 8, Color 1.0 2
        Color 0.8 8, Solarize 0.8 7
        Sharpness 0.4 7, Invert 0.6 8
        ShearX 0.6 5, Equalize 1.0 9
        Color 0.4 0, Equalize 0.6 3
        Equalize 0.4 7, Solarize 0.2 4
        Solarize 0.6 5, AutoContrast 0.6 5
        Invert 0.6 4, Equalize 1.0 8
        Color 0.6 4, Contrast 1.0 8
        Equalize 0.8 8, Equalize 0.6 3
        """;

    /** Solarize from 128 on, all colour taken away, a radius of up to 2. */
    private static final String THREE = """
        Solarize 1.0 5
        Desaturate 1.0 10
        GaussianBlurRand 1.0 10
        """;

    private static final Map<String, String> TABLES = Map.of(
            "v0", V0,
            "v0r", V0.replace("Posterize ", "PosterizeIncreasing "),
            "original", ORIGINAL,
            "originalr", ORIGINAL.replace("PosterizeOriginal ", "PosterizeIncreasing "),
            "3a", THREE,
            "three-augment", THREE);

    private static final List<Key> KEYS = List.of(new Key("mstd", Kind.NUMBER, "magnitude-std"));

    /**
     * The options.
     *
     * @param magnitudeStd 0, or the standard deviation of normal noise on the magnitudes; above 100 each is drawn
     *     uniformly from 0 to that of the list
     * @param fill the colour of uncovered pixels: red, green and blue, 0 to 255; {@code null} for the mean colour of
     *     the run's normalisation
     * @param interpolation nearest, bilinear, bicubic or random, which is bilinear or bicubic, drawn for each
     *     operation; {@code null} for that of the crop
     */
    public record Options(double magnitudeStd, List<Integer> fill, String interpolation) {
        public Options {
            Checks.notNegative("magnitude-std", magnitudeStd);
            fill = new Painting(fill, interpolation).fill();
        }
    }

    @Override
    public Set<String> names() {
        return TABLES.keySet();
    }

    @Override
    public Options defaults(String name) {
        return new Options(0, null, null);
    }

    @Override
    public Options shortForm(String name, String keys) {
        Options usual = defaults(name);
        double std = ShortForm.parse(keys, KEYS).number("mstd", usual.magnitudeStd());
        return new Options(std, usual.fill(), usual.interpolation());
    }

    @Override
    public Description describe(String name) {
        String summary = switch (name) {
            case "v0" -> "AutoAugment: pairs of operations that were found for ImageNet, as in TPU EfficientNets";
            case "v0r" -> "v0 with posterize that grows with the magnitude";
            case "original" -> "AutoAugment: pairs of operations that were found for ImageNet, as in the paper";
            case "originalr" -> "original with posterize that grows with the magnitude";
            default -> "3-Augment: solarize, gray or blur, one of them an image; short: " + name + "-mstd0.5";
        };
        boolean three = name.equals("3a") || name.equals("three-augment");
        return Description.of(summary, "https://arxiv.org/abs/" + (three ? "2204.07118" : "1805.09501"));
    }

    @Override
    public AugmentPolicy create(String name, Options options, Canvas canvas) {
        Canvas own = new Painting(options.fill(), options.interpolation()).on(canvas);
        List<List<Step>> entries = entries(name, options);
        return (image, random) -> apply(image, entries.get(random.nextInt(entries.size())), own, random);
    }

    private static Image apply(Image image, List<Step> steps, Canvas canvas, RandomGenerator random) {
        Image result = image;
        for (Step step : steps) {
            result = step.apply(result, canvas, random);
        }
        return result;
    }

    @Override
    public String describe(String name, Options options) {
        List<String> lines = entries(name, options).stream()
                .map(steps -> steps.stream().map(AutoAugment::text).collect(Collectors.joining(", then ")))
                .toList();
        String noise = options.magnitudeStd() == 0
                ? ""
                : "; magnitudes have noise of deviation " + Text.number(options.magnitudeStd());
        return Text.lines("1 line of " + lines.size() + " drawn for each image" + noise + ":", lines);
    }

    private static String text(Step step) {
        String probability = step.probability() == 1 ? "" : " with probability " + Text.number(step.probability());
        return (step.operation().name() + " " + step.effect()).strip() + probability;
    }

    static List<List<Step>> entries(String name, Options options) {
        return TABLES.get(name)
                .lines()
                .map(line -> Arrays.stream(line.split(", "))
                        .map(step -> step(step.split(" "), options))
                        .toList())
                .toList();
    }

    private static Step step(String[] words, Options options) {
        double level = Double.parseDouble(words[2]);
        Magnitude magnitude = new Magnitude(level, options.magnitudeStd(), Magnitude.USUAL_MAX);
        return new Step(Operations.named(words[0]), Double.parseDouble(words[1]), magnitude);
    }
}
