package dev.jimm.api.image;

import dev.jimm.api.API;

/** How a border continues an image; as numpy's and torchvision's modes of these names. */
@API(status = API.Status.STABLE, since = "0.1")
public enum Padding {
    /** aaa|abcd|ddd */
    EDGE,
    /** dcb|abcd|cba */
    REFLECT,
    /** cba|abcd|dcb */
    SYMMETRIC;

    /** The position from 0 to size - 1 that stands for one before, inside or behind. */
    int source(int position, int size) {
        return switch (this) {
            case EDGE -> Math.max(0, Math.min(size - 1, position));
            case REFLECT -> size == 1 ? 0 : folded(position, 2 * size - 2, size, 0);
            case SYMMETRIC -> folded(position, 2 * size, size, 1);
        };
    }

    private static int folded(int position, int period, int size, int repeated) {
        int within = Math.floorMod(position, period);
        return within < size ? within : period - repeated - within;
    }
}
