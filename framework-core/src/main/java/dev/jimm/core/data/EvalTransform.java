package dev.jimm.core.data;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import java.util.random.RandomGenerator;

/**
 * Resizes the image, keeping its shape, and cuts out the centre; as timm evaluates with crop mode "center". Draws
 * nothing.
 */
public final class EvalTransform implements Transform {
    private final int height;
    private final int width;
    private final double cropPct;
    private final Filter filter;

    /**
     * @param cropPct which part of the resized image's side the crop takes, above 0 and at most 1
     * @param interpolation nearest, box, bilinear, hamming, bicubic or lanczos
     */
    public record Config(double cropPct, String interpolation) {
        public Config {
            if (!(cropPct > 0 && cropPct <= 1)) {
                throw new IllegalArgumentException("crop-pct must be above 0 and at most 1, not " + cropPct);
            }
            Interpolation.filter(interpolation);
        }

        /** What timm takes where a model does not say. */
        public static Config defaults() {
            return new Config(0.875, "bicubic");
        }
    }

    /** The size is that of the model's input, in pixels. */
    public EvalTransform(Config config, int height, int width) {
        this.height = height;
        this.width = width;
        this.cropPct = config.cropPct();
        this.filter = Interpolation.filter(config.interpolation());
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
        return apply(image);
    }

    /** The same without a random source. */
    public Image apply(Image image) {
        Image resized = height == width ? shorterSide(image, floored(height)) : covering(image);
        int left = (int) Math.rint((resized.width() - width) / 2.0);
        int top = (int) Math.rint((resized.height() - height) / 2.0);
        return Geometry.crop(resized, left, top, width, height);
    }

    private int floored(int side) {
        return (int) Math.floor(side / cropPct);
    }

    private Image shorterSide(Image image, int side) {
        int shorter = Math.min(image.width(), image.height());
        return Resize.resize(
                image,
                (int) ((long) side * image.width() / shorter),
                (int) ((long) side * image.height() / shorter),
                filter);
    }

    /** For a crop that is not square: the smallest size that covers it. */
    private Image covering(Image image) {
        double ratio = Math.min((double) image.height() / floored(height), (double) image.width() / floored(width));
        int newWidth = Math.max(width, (int) Math.rint(image.width() / ratio));
        int newHeight = Math.max(height, (int) Math.rint(image.height() / ratio));
        return Resize.resize(image, newWidth, newHeight, filter);
    }
}
