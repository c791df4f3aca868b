package dev.jimm.plugin.models.cnn;

import dev.jimm.api.nn.Scope;

/** Numbers of channels: how they are rounded, and how they divide into groups. */
final class Widths {
    /** The least part of a width that timm's rounding may leave, where an architecture says nothing else. */
    static final double LIMIT = 0.9;

    private static final int DIVISOR = 8;

    private Widths() {}

    /** The nearest multiple of 8 that is not below 90 % of a width; at least 8. */
    static int rounded(double channels) {
        return rounded(channels, DIVISOR, LIMIT);
    }

    /** The multiple of the divisor that is nearest, unless that leaves less than the limit; at least the divisor. */
    static int rounded(double channels, int divisor, double limit) {
        int nearest = Math.max(divisor, (int) (channels + divisor / 2.0) / divisor * divisor);
        return nearest < limit * channels ? nearest + divisor : nearest;
    }

    /** The number of groups of a norm that takes {@code size} channels together; fails unless they divide. */
    static int normGroups(Scope scope, int channels, int size) {
        if (channels % size != 0) {
            throw new IllegalArgumentException(
                    "norm-group-size " + size + " does not divide the " + channels + " channels of " + scope.path());
        }
        return channels / size;
    }
}
