package dev.jimm.core.transform;

import dev.jimm.api.image.Filter;
import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import dev.jimm.api.image.Resize;
import dev.jimm.api.image.Resize.Box;

/**
 * A rectangle of an image that was resized; where it reaches beyond the image, it is padded.
 *
 * <p>Of a very thin image, only what lies near the rectangle is resized, because the whole would not fit into memory: 1
 * x 20,000 pixels become 256 x 5,120,000.
 */
record ResizedWindow(Axis horizontal, Axis vertical) {
    /** Where resized images begin to be large; with three bytes a pixel 100 MB. */
    private static final long MOST_PIXELS = 1 << 25;

    /** The reach of the widest kernel (Lanczos), in pixels of the smaller image. */
    private static final int REACH = 3;

    /**
     * One of the two directions, in pixels.
     *
     * @param resized the side of the resized image, at least 1
     * @param from where the rectangle begins; below 0, it begins before the image
     * @param length of the rectangle
     */
    record Axis(long resized, long from, int length) {
        /** In the centre, as torchvision's and timm's centre crops round it. */
        static Axis centred(long resized, int length) {
            return new Axis(
                    resized,
                    resized < length ? -((length - resized) / 2) : (long) Math.rint((resized - length) / 2.0),
                    length);
        }

        private int before() {
            return (int) Math.max(0, -from);
        }

        private int after() {
            return (int) Math.max(0, from + length - resized);
        }

        /** What is not padded. */
        private Axis inner() {
            return new Axis(resized, Math.max(0, from), length - before() - after());
        }
    }

    static ResizedWindow centred(long resizedWidth, long resizedHeight, int width, int height) {
        return new ResizedWindow(Axis.centred(resizedWidth, width), Axis.centred(resizedHeight, height));
    }

    /** Makes a border around an image, so many pixels wide on each side. */
    @FunctionalInterface
    interface Border {
        Image around(Image image, int left, int top, int right, int bottom);
    }

    Image of(Image image, Filter filter, Border border) {
        ResizedWindow inner = new ResizedWindow(horizontal.inner(), vertical.inner());
        boolean fits = (double) horizontal.resized() * vertical.resized() <= MOST_PIXELS;
        Image part = fits ? inner.croppedAfter(image, filter) : inner.croppedBefore(image, filter);
        return part.width() == horizontal.length() && part.height() == vertical.length()
                ? part
                : border.around(part, horizontal.before(), vertical.before(), horizontal.after(), vertical.after());
    }

    private Image croppedAfter(Image image, Filter filter) {
        Image resized = Resize.resize(image, (int) horizontal.resized(), (int) vertical.resized(), filter);
        return Geometry.crop(
                resized, (int) horizontal.from(), (int) vertical.from(), horizontal.length(), vertical.length());
    }

    /** The same to rounding: cuts out what the kernels reach, and makes no more than the rectangle from it. */
    Image croppedBefore(Image image, Filter filter) {
        Part columns = Part.of(image.width(), horizontal);
        Part rows = Part.of(image.height(), vertical);
        return Resize.resize(
                Geometry.crop(image, columns.first(), rows.first(), columns.length(), rows.length()),
                horizontal.length(),
                vertical.length(),
                filter,
                new Box(columns.from(), rows.from(), columns.to(), rows.to()));
    }

    /** Along one side of the image: the pixels that are needed, and where among them the rectangle begins and ends. */
    private record Part(int first, int length, float from, float to) {
        static Part of(int side, Axis axis) {
            double scale = (double) side / axis.resized();
            double from = axis.from() * scale;
            double to = Math.min(side, from + axis.length() * scale);
            double reach = REACH * Math.max(1, scale);
            int first = (int) Math.max(0, Math.floor(from - reach));
            int end = (int) Math.min(side, Math.ceil(to + reach));
            return new Part(first, end - first, (float) (from - first), (float) Math.min(end - first, to - first));
        }
    }
}
