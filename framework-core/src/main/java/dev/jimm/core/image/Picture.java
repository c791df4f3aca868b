package dev.jimm.core.image;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;

/** An image whose size is known and which is decoded as far as it is asked for. For one thread. */
public interface Picture {
    /** In pixels. */
    int width();

    /** In pixels. */
    int height();

    /**
     * The part that begins at (left, top); the same pixels as in the whole.
     *
     * @throws UnreadableImageException if the part cannot be decoded. Damage behind it may make the whole unreadable
     *     and still go unnoticed here; that a file was cut off is always noticed
     * @throws IllegalArgumentException if the part is empty or does not lie inside the image
     */
    Image part(int left, int top, int width, int height) throws UnreadableImageException;

    /**
     * How the camera was held by the EXIF data of a JPEG, 1 (upright) to 8, whether the picture is turned by it or not.
     */
    default int orientation() {
        return 1;
    }

    default Image whole() throws UnreadableImageException {
        return part(0, 0, width(), height());
    }

    /** A picture that is decoded already. */
    static Picture of(Image image) {
        return new Picture() {
            @Override
            public int width() {
                return image.width();
            }

            @Override
            public int height() {
                return image.height();
            }

            @Override
            public Image part(int left, int top, int width, int height) {
                return Geometry.crop(image, left, top, width, height);
            }
        };
    }
}
