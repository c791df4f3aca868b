package dev.jimm.core.image;

import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.io.IOException;

/**
 * An image of which only the header has been looked at. Its methods meet broken files with any exception; {@link
 * ImageDecoder} makes one type of them.
 */
interface Encoded {
    /** In pixels, as the header claims. */
    int width();

    /** In pixels, as the header claims. */
    int height();

    /** More pixels than a file of this length can hold are a lie, which is refused before memory is taken for them. */
    default long mostPixels() {
        return ImageDecoder.MOST_PIXELS;
    }

    /**
     * What a pixel takes while it is decoded: in AWT's image, in ours, in the part that is cut from it, and in buffers.
     */
    default int bytesPerPixel() {
        return 10;
    }

    /** What decoding a part takes, in bytes. */
    default long bytes(Rectangle part) {
        return (long) width() * height() * bytesPerPixel();
    }

    /** A part that lies inside the image. */
    Image part(Rectangle part) throws IOException;

    /** How the image is to be turned, as EXIF numbers it; 1 is as it is. */
    default int orientation() {
        return 1;
    }

    /** The same by what a camera noted, whether the options follow it or not. */
    default int cameraOrientation() {
        return 1;
    }
}
