package dev.jimm.core.data;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import dev.jimm.api.image.Resize.Box;
import java.util.random.RandomGenerator;

/**
 * Resizes the image, keeping its shape, and cuts out the centre; as timm evaluates with crop mode "center". Draws
 * nothing.
 *
 * <p>Of a very thin image, only what is near the centre is resized, because the whole would not fit into memory: 1 x
 * 20,000 pixels become 256 x 5,120,000.
 */
public final class EvalTransform implements Transform {
    /** Where resized images begin to be large; with three bytes a pixel 100 MB. */
    private static final long MOST_PIXELS = 1 << 25;

    /** The reach of the widest kernel (Lanczos), in pixels of the smaller image. */
    private static final int REACH = 3;

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
        Size resized = height == width ? shorterSide(image, floored(height)) : covering(image);
        boolean fits = resized.width() * resized.height() <= MOST_PIXELS;
        return fits ? croppedAfter(image, resized) : croppedBefore(image, resized);
    }

    /** In pixels. */
    record Size(long width, long height) {}

    private int floored(int side) {
        return (int) Math.floor(side / cropPct);
    }

    private static Size shorterSide(Image image, long side) {
        int shorter = Math.min(image.width(), image.height());
        return new Size(side * image.width() / shorter, side * image.height() / shorter);
    }

    /** For a crop that is not square: the smallest size that covers it. */
    private Size covering(Image image) {
        double ratio = Math.min((double) image.height() / floored(height), (double) image.width() / floored(width));
        long newWidth = (long) Math.rint(image.width() / ratio);
        long newHeight = (long) Math.rint(image.height() / ratio);
        return new Size(Math.max(width, newWidth), Math.max(height, newHeight));
    }

    private Image croppedAfter(Image image, Size size) {
        Image resized = Resize.resize(image, (int) size.width(), (int) size.height(), filter);
        return Geometry.crop(
                resized, (int) margin(size.width(), width), (int) margin(size.height(), height), width, height);
    }

    private static long margin(long resized, int cropped) {
        return (long) Math.rint((resized - cropped) / 2.0);
    }

    /** The same to rounding: cuts out what the kernels reach from the crop, and makes no more than the crop from it. */
    Image croppedBefore(Image image, Size size) {
        Part horizontal = Part.of(image.width(), size.width(), width);
        Part vertical = Part.of(image.height(), size.height(), height);
        Image part = Geometry.crop(image, horizontal.first(), vertical.first(), horizontal.length(), vertical.length());
        return Resize.resize(
                part,
                width,
                height,
                filter,
                new Box(horizontal.from(), vertical.from(), horizontal.to(), vertical.to()));
    }

    /** Along one side: the pixels that are needed, and where among them the crop begins and ends. */
    private record Part(int first, int length, float from, float to) {
        static Part of(int side, long resized, int cropped) {
            double scale = (double) side / resized;
            double from = margin(resized, cropped) * scale;
            double to = Math.min(side, from + cropped * scale);
            double reach = REACH * Math.max(1, scale);
            int first = (int) Math.max(0, Math.floor(from - reach));
            int end = (int) Math.min(side, Math.ceil(to + reach));
            return new Part(first, end - first, (float) (from - first), (float) Math.min(end - first, to - first));
        }
    }
}
