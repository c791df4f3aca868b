package dev.jimm.core.transform;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Resizes the image and cuts out the centre, exactly as timm evaluates with one of its three crop modes. Draws nothing.
 */
public final class EvalTransform implements Transform {
    private final Config config;
    private final int height;
    private final int width;
    private final Filter filter;
    private final int border;

    /**
     * @param cropPct which part of the resized image's side the crop takes, above 0 and at most 1
     * @param cropMode what becomes of an image's shape
     * @param interpolation nearest, box, bilinear, hamming, bicubic or lanczos
     */
    public record Config(double cropPct, CropMode cropMode, String interpolation) {
        public Config {
            if (!(cropPct > 0 && cropPct <= 1)) {
                throw new IllegalArgumentException("crop-pct must be above 0 and at most 1, not " + cropPct);
            }
            Objects.requireNonNull(cropMode);
            Interpolation.filter(interpolation);
        }

        /** What timm takes where a model does not say. */
        public static Config defaults() {
            return new Config(0.875, CropMode.CENTER, "bicubic");
        }
    }

    /**
     * @param height of the model's input, in pixels
     * @param width of the model's input, in pixels
     * @param mean of the model's normalisation, three values in [0, 1]: the colour of borders
     */
    public EvalTransform(Config config, int height, int width, List<Double> mean) {
        this.config = config;
        this.height = height;
        this.width = width;
        this.filter = Interpolation.filter(config.interpolation());
        this.border = MeanColour.of(mean);
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
    public List<Image> apply(Picture picture, RandomGenerator random) throws UnreadableImageException {
        return List.of(apply(picture.whole()));
    }

    /** The same without a random source. */
    public Image apply(Image image) {
        return crop(image, Place.CENTRE, Place.CENTRE);
    }

    /** Where a crop lies along a side of the resized image; in the centre in any case where that is not longer. */
    enum Place {
        START,
        CENTRE,
        END;

        private ResizedWindow.Axis of(ResizedWindow.Axis centred) {
            long room = centred.resized() - centred.length();
            return this == CENTRE || room <= 0
                    ? centred
                    : new ResizedWindow.Axis(centred.resized(), this == START ? 0 : room, centred.length());
        }
    }

    /** Another part of the resized image than its centre. */
    Image crop(Image image, Place horizontal, Place vertical) {
        ResizedWindow centred = window(image.width(), image.height());
        return new ResizedWindow(horizontal.of(centred.horizontal()), vertical.of(centred.vertical()))
                .of(
                        image,
                        filter,
                        (part, left, top, right, bottom) -> Geometry.pad(part, left, top, right, bottom, border));
    }

    /** What is done, for people: a line a step, in order. */
    public List<String> describe() {
        String resize = switch (config.cropMode()) {
            case CENTER -> "resize to cover ";
            case SQUASH -> "squash to ";
            case BORDER -> "resize to fit into ";
        };
        String padding = config.cropMode() == CropMode.BORDER
                ? String.format(", padded with the mean colour #%06x", border)
                : "";
        return List.of(
                resize + floored(height) + " x " + floored(width) + " pixels, " + Interpolation.name(filter),
                "cut out the centre, " + height + " x " + width + " (height x width)" + padding);
    }

    ResizedWindow window(int imageWidth, int imageHeight) {
        double ratioHeight = (double) imageHeight / floored(height);
        double ratioWidth = (double) imageWidth / floored(width);
        return switch (config.cropMode()) {
            case CENTER ->
                height == width
                        ? shorterSide(imageWidth, imageHeight)
                        : scaled(imageWidth, imageHeight, Math.min(ratioHeight, ratioWidth));
            case SQUASH -> ResizedWindow.centred(floored(width), floored(height), width, height);
            case BORDER -> scaled(imageWidth, imageHeight, Math.max(ratioHeight, ratioWidth));
        };
    }

    private int floored(int side) {
        return (int) Math.floor(side / config.cropPct());
    }

    /** Rounds down, where timm rounds to the nearest for the other modes. */
    private ResizedWindow shorterSide(int imageWidth, int imageHeight) {
        long side = floored(height);
        int shorter = Math.min(imageWidth, imageHeight);
        return ResizedWindow.centred(side * imageWidth / shorter, side * imageHeight / shorter, width, height);
    }

    private ResizedWindow scaled(int imageWidth, int imageHeight, double ratio) {
        long resizedWidth = Math.max(1, (long) Math.rint(imageWidth / ratio));
        long resizedHeight = Math.max(1, (long) Math.rint(imageHeight / ratio));
        return ResizedWindow.centred(resizedWidth, resizedHeight, width, height);
    }
}
