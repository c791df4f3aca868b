package dev.jimm.core.image;

import dev.jimm.api.image.Geometry;
import dev.jimm.api.image.Image;
import java.awt.Rectangle;

/**
 * A picture that is turned or mirrored after decoding. Parts are asked for in the turned frame.
 *
 * @param stored the picture as the file has it
 * @param turn 2 to 8 as EXIF numbers them; from 5 on, width and height change places
 */
record OrientedPicture(Picture stored, int turn) implements Picture {
    static Picture of(Picture stored, int turn) {
        return turn == 1 ? stored : new OrientedPicture(stored, turn);
    }

    @Override
    public int width() {
        return isTransposed() ? stored.height() : stored.width();
    }

    @Override
    public int height() {
        return isTransposed() ? stored.width() : stored.height();
    }

    @Override
    public int orientation() {
        return stored.orientation();
    }

    private boolean isTransposed() {
        return turn >= 5;
    }

    @Override
    public Image part(int left, int top, int width, int height) throws UnreadableImageException {
        Rectangle part = inStoredFrame(left, top, width, height);
        return Geometry.oriented(stored.part(part.x, part.y, part.width, part.height), turn);
    }

    private Rectangle inStoredFrame(int left, int top, int width, int height) {
        int right = width() - left - width;
        int bottom = height() - top - height;
        return switch (turn) {
            case 2 -> new Rectangle(right, top, width, height);
            case 3 -> new Rectangle(right, bottom, width, height);
            case 4 -> new Rectangle(left, bottom, width, height);
            case 5 -> new Rectangle(top, left, height, width);
            case 6 -> new Rectangle(top, right, height, width);
            case 7 -> new Rectangle(bottom, right, height, width);
            case 8 -> new Rectangle(bottom, left, height, width);
            default -> throw new IllegalStateException("orientation " + turn);
        };
    }
}
