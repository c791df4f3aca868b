package dev.jimm.core.mix;

/**
 * How an image is mixed with its partner, the image that stands as far from the end of the batch as this one from the
 * start.
 *
 * @param pixels the share of the image itself in its pixels outside the box, 0 to 1
 * @param labels the share of the image's own labels, 0 to 1
 * @param box where the partner's pixels stand alone
 */
record Mix(double pixels, double labels, Box box) {
    /** The image as it is. */
    static final Mix NONE = new Mix(1, 1, Box.EMPTY);

    static Mix up(double lambda) {
        return new Mix(lambda, lambda, Box.EMPTY);
    }

    static Mix cut(double lambda, Box box) {
        return new Mix(1, lambda, box);
    }
}
