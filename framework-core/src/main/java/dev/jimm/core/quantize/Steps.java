package dev.jimm.core.quantize;

import dev.jimm.api.tensor.ElementType;

/**
 * How the values of a tensor become whole numbers: {@code round(x / scale) + zero}, saturated, where half goes to even.
 *
 * @param type UINT8 or INT8
 * @param scale above 0
 * @param zero the number that stands for 0, which has an exact one, since padding is full of it
 */
record Steps(ElementType type, float scale, int zero) {
    /** The finest scale; what is smaller than that is taken for 0. */
    static final float LEAST_SCALE = 1e-12f;

    private static final int UNSIGNED = 255;
    private static final int SIGNED = 127;

    /** The finest steps that reach from one end of a range, and from 0, to the other. */
    static Steps of(Range range, Target target) {
        float low = Math.min(range.low(), 0);
        float high = Math.max(range.high(), 0);
        if (target.activations() == ElementType.INT8) {
            return new Steps(ElementType.INT8, scale(Math.max(-low, high), SIGNED), 0);
        }
        float scale = scale(high - low, UNSIGNED);
        return new Steps(ElementType.UINT8, scale, (int) Math.rint(-low / scale));
    }

    private static float scale(float extent, int steps) {
        float scale = extent / steps;
        return scale < LEAST_SCALE ? 1 : scale;
    }

    long least() {
        return type == ElementType.INT8 ? -SIGNED - 1 : 0;
    }

    long greatest() {
        return type == ElementType.INT8 ? SIGNED : UNSIGNED;
    }
}
