package dev.jimm.core.data;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The transform of training: a crop of random area and shape, resized to the model's input; flips at random; then a
 * policy. Draws in that order, as timm does.
 */
public final class TrainTransform implements Transform {
    private static final int TRIES = 10;

    private final Config config;
    private final int height;
    private final int width;
    private final List<Filter> filters;
    private final AugmentPolicy policy;

    /**
     * The random crop.
     *
     * @param scale the least and the greatest part of the image's area that the crop takes, above 0 and at most 1
     * @param ratio the least and the greatest width / height of the crop, above 0
     * @param interpolation nearest, box, bilinear, hamming, bicubic, lanczos, or random: bilinear or bicubic, drawn for each image
     */
    public record CropConfig(List<Double> scale, List<Double> ratio, String interpolation) {
        public CropConfig {
            scale = List.copyOf(scale);
            ratio = List.copyOf(ratio);
            requireRange("scale", scale);
            if (scale.get(1) > 1) {
                throw new IllegalArgumentException("scale must be at most 1, not " + scale);
            }
            requireRange("ratio", ratio);
            Interpolation.choices(interpolation);
        }

        private static void requireRange(String key, List<Double> range) {
            if (range.size() != 2 || !(range.get(0) > 0) || !(range.get(0) <= range.get(1))) {
                throw new IllegalArgumentException(
                        key + " must be two numbers above 0, the lesser first, not " + range);
            }
        }
    }

    /**
     * The {@code augment} section: what happens to training images.
     *
     * @param policy the name of an augmentation policy, or {@code null} for none
     * @param options the policy's own
     * @param horizontalFlip the probability of changing left and right, 0 to 1
     * @param verticalFlip the probability of changing top and bottom, 0 to 1
     */
    public record Config(
            String policy,
            com.typesafe.config.Config options,
            CropConfig crop,
            double horizontalFlip,
            double verticalFlip) {
        public Config {
            Objects.requireNonNull(options);
            Objects.requireNonNull(crop);
            requireProbability("horizontal-flip", horizontalFlip);
            requireProbability("vertical-flip", verticalFlip);
        }

        /** timm's defaults: at least 8 % of the area, 3:4 to 4:3, every second image flipped. */
        public static Config defaults() {
            CropConfig crop = new CropConfig(List.of(0.08, 1.0), List.of(3.0 / 4, 4.0 / 3), "random");
            return new Config(null, ConfigFactory.empty(), crop, 0.5, 0);
        }

        private static void requireProbability(String key, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(key + " must be between 0 and 1, not " + value);
            }
        }
    }

    /** The size is that of the model's input, in pixels. */
    public TrainTransform(Config config, int height, int width, AugmentPolicy policy) {
        this.config = config;
        this.height = height;
        this.width = width;
        this.filters = Interpolation.choices(config.crop().interpolation());
        this.policy = policy;
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
    public Image apply(Image image, RandomGenerator random) {
        Crop crop = crop(image.width(), image.height(), random);
        Filter filter = filters.size() == 1 ? filters.get(0) : filters.get(random.nextInt(filters.size()));
        Image result = Geometry.crop(image, crop.left(), crop.top(), crop.width(), crop.height());
        result = Resize.resize(result, width, height, filter);
        if (random.nextDouble() < config.horizontalFlip()) {
            result = Geometry.flipHorizontal(result);
        }
        if (random.nextDouble() < config.verticalFlip()) {
            result = Geometry.flipVertical(result);
        }
        return policy.apply(result, random);
    }

    record Crop(int left, int top, int width, int height) {}

    /** Draws the part of an image that is used; after ten tries that did not fit, the largest one in the centre. */
    Crop crop(int imageWidth, int imageHeight, RandomGenerator random) {
        double area = (double) imageWidth * imageHeight;
        double logLeast = StrictMath.log(config.crop().ratio().get(0));
        double logMost = StrictMath.log(config.crop().ratio().get(1));
        for (int i = 0; i < TRIES; i++) {
            double target = area
                    * between(
                            config.crop().scale().get(0), config.crop().scale().get(1), random);
            double ratio = StrictMath.exp(between(logLeast, logMost, random));
            int cropWidth = (int) Math.rint(Math.sqrt(target * ratio));
            int cropHeight = (int) Math.rint(Math.sqrt(target / ratio));
            if (cropWidth >= 1 && cropHeight >= 1 && cropWidth <= imageWidth && cropHeight <= imageHeight) {
                int top = random.nextInt(imageHeight - cropHeight + 1);
                int left = random.nextInt(imageWidth - cropWidth + 1);
                return new Crop(left, top, cropWidth, cropHeight);
            }
        }
        return centralCrop(imageWidth, imageHeight);
    }

    private Crop centralCrop(int imageWidth, int imageHeight) {
        double ratio = (double) imageWidth / imageHeight;
        int cropWidth = imageWidth;
        int cropHeight = imageHeight;
        if (ratio < config.crop().ratio().get(0)) {
            cropHeight = (int) Math.rint(cropWidth / config.crop().ratio().get(0));
        } else if (ratio > config.crop().ratio().get(1)) {
            cropWidth = (int) Math.rint(cropHeight * config.crop().ratio().get(1));
        }
        cropWidth = Math.max(1, Math.min(imageWidth, cropWidth));
        cropHeight = Math.max(1, Math.min(imageHeight, cropHeight));
        return new Crop((imageWidth - cropWidth) / 2, (imageHeight - cropHeight) / 2, cropWidth, cropHeight);
    }

    private static double between(double least, double most, RandomGenerator random) {
        return least + (most - least) * random.nextDouble();
    }
}
