package dev.jimm.core.image;

/**
 * How image files become pixels, {@code data.decode}.
 *
 * @param exifOrientation whether a JPEG is turned as its camera noted; Pillow and timm do not
 * @param clipGray16 whether 16-bit gray is cut off at 255, which leaves nearly white, as Pillow does; otherwise the
 *     high byte counts
 */
public record DecodeConfig(boolean exifOrientation, boolean clipGray16) {
    public static DecodeConfig defaults() {
        return new DecodeConfig(false, false);
    }
}
