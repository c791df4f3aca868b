package dev.jimm.api.image;

import dev.jimm.api.API;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An affine map from the pixels of the result back to those of the source: (x, y) is read at (a x + b y + c, d x + e y
 * + f). The result has the size of the source, and is to the last bit that of Pillow's {@code transform}.
 *
 * <p>Filters are nearest, bilinear and bicubic (Keys' cubic with a = -1). There is no anti-aliasing: to shrink, use
 * {@link Resize}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Affine(double a, double b, double c, double d, double e, double f) {

    /** Moves each row by factor x its distance from the top; positive is to the left. */
    public static Affine shearX(double factor) {
        return new Affine(1, factor, 0, 0, 1, 0);
    }

    /** Moves each column by factor x its distance from the left edge; positive is up. */
    public static Affine shearY(double factor) {
        return new Affine(1, 0, 0, factor, 1, 0);
    }

    /** Moves the picture by so many pixels, to the left and up where positive. */
    public static Affine translation(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    /**
     * The image turned counter-clockwise around its centre; what leaves the frame is lost.
     *
     * @param fill the colour of what the image does not cover, 0xRRGGBB
     */
    public static Image rotate(Image image, double degrees, Filter filter, int fill) {
        double angle = (degrees % 360 + 360) % 360;
        boolean square = image.width() == image.height();
        if (angle == 0) {
            return image;
        }
        if (angle == 180) {
            return Geometry.rotate180(image);
        }
        if (square && (angle == 90 || angle == 270)) {
            return angle == 90 ? Geometry.rotate90(image) : Geometry.rotate270(image);
        }
        return rotation(angle, image.width() / 2.0, image.height() / 2.0).apply(image, filter, fill);
    }

    private static Affine rotation(double degrees, double centerX, double centerY) {
        double radians = -Math.toRadians(degrees);
        double cos = rounded(Math.cos(radians));
        double sin = rounded(Math.sin(radians));
        double minusSin = rounded(-Math.sin(radians));
        return new Affine(
                cos,
                sin,
                cos * -centerX + sin * -centerY + centerX,
                minusSin,
                cos,
                minusSin * -centerX + cos * -centerY + centerY);
    }

    /** To 15 decimals, so that right angles have a sine of exactly 0 or 1. */
    private static double rounded(double value) {
        return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }

    /**
     * Maps an image.
     *
     * @param fill the colour of what the image does not cover, 0xRRGGBB
     * @throws IllegalArgumentException for another filter than nearest, bilinear, bicubic
     */
    public Image apply(Image image, Filter filter, int fill) {
        return switch (filter) {
            case NEAREST -> AffineNearest.apply(this, image, fill);
            case BILINEAR, BICUBIC -> AffineSmooth.apply(this, image, filter, fill);
            case BOX, HAMMING, LANCZOS ->
                throw new IllegalArgumentException("an affine map takes nearest, bilinear or bicubic, not " + filter);
        };
    }

    static void setFill(byte[] pixels, int at, int fill) {
        pixels[at] = (byte) (fill >> 16);
        pixels[at + 1] = (byte) (fill >> 8);
        pixels[at + 2] = (byte) fill;
    }
}
