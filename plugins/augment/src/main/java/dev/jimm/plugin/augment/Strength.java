package dev.jimm.plugin.augment;

import java.util.function.DoubleUnaryOperator;

/** How the level of an operation, 0 to 10 unless a run allows more, becomes the operation's argument. */
record Strength(Size size, Sign sign) {
    /** For operations that have no argument. */
    static final Strength NONE = plain(tenths -> 0);

    private static final double LEVELS = 10;
    private static final double LEAST_FACTOR = 0.1;

    enum Sign {
        PLAIN,
        EITHER,
        AROUND_ONE
    }

    interface Size {
        /** @param shorterSide of the image, in pixels */
        double at(double tenths, int shorterSide);
    }

    static Strength plain(DoubleUnaryOperator size) {
        return new Strength((tenths, shorterSide) -> size.applyAsDouble(tenths), Sign.PLAIN);
    }

    /** Negative in half of the cases. */
    static Strength either(double most) {
        return new Strength((tenths, shorterSide) -> tenths * most, Sign.EITHER);
    }

    /** Negative in half of the cases; a part of the shorter side, in pixels. */
    static Strength eitherOfSide(double most) {
        return new Strength((tenths, shorterSide) -> tenths * (int) (shorterSide * most), Sign.EITHER);
    }

    /** A factor that is as far below 1 as above it in half of the cases, but at least 0.1. */
    static Strength aroundOne(double most) {
        return new Strength((tenths, shorterSide) -> tenths * most, Sign.AROUND_ONE);
    }

    /** Whether half of the cases are the negative ones. */
    boolean signed() {
        return sign != Sign.PLAIN;
    }

    /**
     * The argument.
     *
     * @param shorterSide of the image, in pixels
     * @param negative is for those that are {@link #signed}
     */
    double argument(double level, int shorterSide, boolean negative) {
        double value = size.at(level / LEVELS, shorterSide);
        double drawn = negative ? -value : value;
        return switch (sign) {
            case PLAIN -> value;
            case EITHER -> drawn;
            case AROUND_ONE -> Math.max(LEAST_FACTOR, 1 + drawn);
        };
    }
}
