package dev.jimm.core.image;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.awt.Rectangle;
import java.io.IOException;

/** An image of a format whose parts cannot be decoded for less than the whole. */
interface Whole extends Encoded {
    Image whole() throws IOException;

    @Override
    default Image part(Rectangle part) throws IOException {
        return Geometry.crop(whole(), part.x, part.y, part.width, part.height);
    }
}
