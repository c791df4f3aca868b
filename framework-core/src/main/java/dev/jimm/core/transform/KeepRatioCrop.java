package dev.jimm.core.transform;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Padding;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.transform.ResizedWindow.Axis;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Resizes an image so that it covers the input, half of the time zoomed and half of the time stretched a little; then
 * cuts out the centre or a random place, and mirrors the image at its edges where it is too small. timm's rkrc and
 * rkrr.
 */
final class KeepRatioCrop implements RandomCrop {
    private static final double ZOOM_PROBABILITY = 0.5;
    private static final double STRETCH_PROBABILITY = 0.5;

    private final Range zoom;
    private final Range stretch;
    private final List<Filter> filters;
    private final boolean central;
    private final int height;
    private final int width;

    KeepRatioCrop(CropConfig config, int height, int width) {
        this.zoom = config.scaleRange();
        this.stretch = config.ratioRange();
        this.filters = Interpolation.choices(config.interpolation());
        this.central = config.mode() == CropConfig.Mode.RKRC;
        this.height = height;
        this.width = width;
    }

    @Override
    public Image apply(Picture picture, RandomGenerator random) throws UnreadableImageException {
        Size size = size(picture.width(), picture.height(), random);
        Filter filter = Interpolation.draw(filters, random);
        return place(size, random).of(picture.whole(), filter, KeepRatioCrop::mirrored);
    }

    private static Image mirrored(Image image, int left, int top, int right, int bottom) {
        return Geometry.pad(image, left, top, right, bottom, Padding.REFLECT);
    }

    @Override
    public List<String> describe() {
        String place = central ? "the centre" : "a random place";
        return List.of(
                "resize to cover " + height + " x " + width + " pixels, " + Interpolation.describe(filters)
                        + "; with probability " + ZOOM_PROBABILITY + " zoomed so that " + zoom
                        + " of the area is seen, with probability " + STRETCH_PROBABILITY
                        + " with width / height changed by " + stretch,
                "cut out " + place + ", " + height + " x " + width
                        + " (height x width); what is missing is mirrored at the edges");
    }

    /** Of the resized image, in pixels. */
    record Size(long width, long height) {}

    Size size(int imageWidth, int imageHeight, RandomGenerator random) {
        double ratio = Math.min((double) imageHeight / height, (double) imageWidth / width);
        double factor = random.nextDouble() < ZOOM_PROBABILITY ? 1 / Math.sqrt(zoom.draw(random)) : 1;
        double aspect = random.nextDouble() < STRETCH_PROBABILITY ? Math.sqrt(stretch.drawByLogarithm(random)) : 1;
        return new Size(
                pixels(imageWidth * (factor * aspect) / ratio), pixels(imageHeight * (factor / aspect) / ratio));
    }

    private static long pixels(double side) {
        return Math.max(1, (long) Math.rint(side));
    }

    ResizedWindow place(Size size, RandomGenerator random) {
        if (central) {
            return ResizedWindow.centred(size.width(), size.height(), width, height);
        }
        Axis vertical = anywhere(size.height(), height, random);
        Axis horizontal = anywhere(size.width(), width, random);
        return new ResizedWindow(horizontal, vertical);
    }

    /** Within the image, or around it where it is too small. */
    private static Axis anywhere(long resized, int length, RandomGenerator random) {
        long difference = resized - length;
        long drawn = random.nextLong(Math.abs(difference) + 1);
        return new Axis(resized, difference < 0 ? -drawn : drawn, length);
    }
}
