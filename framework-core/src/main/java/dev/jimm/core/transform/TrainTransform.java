package dev.jimm.core.transform;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.augment.Canvas;
import dev.jimm.api.image.Blur;
import dev.jimm.api.image.Enhance;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.random.Probability;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The transform of training, in two stages as in timm. First a random crop of the model's input size, and flips. Then a
 * policy, colour jitter, gray and blur, each where it is configured.
 *
 * <p>With augmentation splits (Hendrycks et al. 2020, "AugMix"), the first view of an image has passed the first stage
 * only; the others go on from there, each with draws of its own.
 */
public final class TrainTransform implements Transform {
    /** The filters that can move images. */
    private static final Set<Filter> AFFINE = Set.of(Filter.NEAREST, Filter.BILINEAR, Filter.BICUBIC);

    private static final int BLUR_SIZE = 23;
    private static final Range BLUR_SIGMA = new Range(0.1, 2);

    private final Config config;
    private final int height;
    private final int width;
    private final AugmentPolicy policy;
    private final RandomCrop crop;
    private final ColorJitter jitter;
    private final List<AugmentPolicy> secondStage = new ArrayList<>();

    /**
     * What happens to training images.
     *
     * @param horizontalFlip the probability of changing left and right, 0 to 1
     * @param verticalFlip the probability of changing top and bottom, 0 to 1
     * @param grayscale the probability of taking the colours away, 0 to 1
     * @param blur the probability of a Gaussian blur, 0 to 1
     * @param splits the number of views of each image, at least 2; 0 for one view, augmented
     */
    public record Config(
            CropConfig crop,
            double horizontalFlip,
            double verticalFlip,
            ColorJitterConfig colorJitter,
            double grayscale,
            double blur,
            int splits) {
        public Config {
            Objects.requireNonNull(crop);
            Objects.requireNonNull(colorJitter);
            Probability.require("horizontal-flip", horizontalFlip);
            Probability.require("vertical-flip", verticalFlip);
            Probability.require("grayscale", grayscale);
            Probability.require("blur", blur);
            if (splits < 0 || splits == 1) {
                throw new IllegalArgumentException("splits must be 0 or at least 2, not " + splits);
            }
        }

        /** timm's random resized crop, and every second image flipped. */
        public static Config defaults() {
            return new Config(CropConfig.defaults(), 0.5, 0, ColorJitterConfig.defaults(), 0, 0, 0);
        }
    }

    /** The size is that of the model's input, in pixels. */
    public TrainTransform(Config config, int height, int width, AugmentPolicy policy) {
        this.config = config;
        this.height = height;
        this.width = width;
        this.policy = policy;
        this.crop = RandomCrop.of(config.crop(), height, width);
        this.jitter = new ColorJitter(config.colorJitter());
        secondStage.add(policy);
        if (config.colorJitter().changesAnything()) {
            secondStage.add(new Chance(config.colorJitter().probability(), jitter));
        }
        if (config.grayscale() > 0) {
            secondStage.add(new Chance(config.grayscale(), (image, random) -> Enhance.grayscale(image)));
        }
        if (config.blur() > 0) {
            secondStage.add(new Chance(
                    config.blur(), (image, random) -> Blur.kernel(image, BLUR_SIZE, BLUR_SIGMA.draw(random))));
        }
    }

    /**
     * How the policy draws where it does not say so itself: as the crop is interpolated, upon the mean colour.
     *
     * @param mean of the run's normalisation, in [0, 1]
     */
    public static Canvas canvas(CropConfig crop, List<Double> mean) {
        List<Filter> filters = Interpolation.choices(crop.interpolation());
        boolean affine = AFFINE.containsAll(filters);
        return new Canvas(MeanColour.of(mean), affine ? filters : List.of(Filter.BILINEAR, Filter.BICUBIC));
    }

    /** The same for another size, in pixels. */
    public TrainTransform sized(int otherHeight, int otherWidth) {
        return new TrainTransform(config, otherHeight, otherWidth, policy);
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int views() {
        return Math.max(1, config.splits());
    }

    @Override
    public List<Image> apply(Picture picture, RandomGenerator random) throws UnreadableImageException {
        Image first = flipped(crop.apply(picture, random), random);
        if (views() == 1) {
            return List.of(augmented(first, random));
        }
        List<Image> views = new ArrayList<>();
        views.add(first);
        while (views.size() < views()) {
            views.add(augmented(first, random));
        }
        return views;
    }

    private Image flipped(Image image, RandomGenerator random) {
        Image result = image;
        if (random.nextDouble() < config.horizontalFlip()) {
            result = Geometry.flipHorizontal(result);
        }
        if (random.nextDouble() < config.verticalFlip()) {
            result = Geometry.flipVertical(result);
        }
        return result;
    }

    private Image augmented(Image image, RandomGenerator random) {
        Image result = image;
        for (AugmentPolicy stage : secondStage) {
            result = stage.apply(result, random);
        }
        return result;
    }

    /**
     * What is done, for people: a line a step, in order.
     *
     * @param policyLines what the policy does; empty where there is none
     */
    public List<String> describe(List<String> policyLines) {
        List<String> lines = new ArrayList<>(crop.describe());
        addSometimes(lines, "flip left and right", config.horizontalFlip());
        addSometimes(lines, "flip top and bottom", config.verticalFlip());
        if (views() > 1) {
            lines.add("take the result as the first of " + views() + " views, and go on with the others");
        }
        lines.addAll(policyLines);
        if (config.colorJitter().changesAnything()) {
            addSometimes(
                    lines,
                    "change in random order: " + jitter.describe(),
                    config.colorJitter().probability());
        }
        addSometimes(lines, "take the colours away", config.grayscale());
        addSometimes(lines, "blur with " + BLUR_SIZE + " pixels, sigma " + BLUR_SIGMA, config.blur());
        return lines;
    }

    private static void addSometimes(List<String> lines, String step, double probability) {
        if (probability == 1) {
            lines.add(step);
        } else if (probability > 0) {
            lines.add(step + ", with probability " + Range.number(probability));
        }
    }
}
