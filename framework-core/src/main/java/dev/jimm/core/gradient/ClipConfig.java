package dev.jimm.core.gradient;

import java.util.Objects;

/**
 * How gradients are kept from growing, the {@code train.clip} section.
 *
 * @param mode what is limited
 * @param value above 0: the greatest norm, the greatest value, or the greatest part of a weight's norm; {@code null} for
 *     no limit
 */
public record ClipConfig(Mode mode, Double value) {
    /** What is limited. */
    public enum Mode {
        /** The Euclidean norm of all gradients together. */
        NORM,
        /** Each number by itself. */
        VALUE,
        /**
         * The norm of the gradient of each output unit, by the norm of the unit's weights; not the classifier's (Brock et al. 2021,
         * "High-Performance Large-Scale Image Recognition Without Normalization", arXiv:2102.06171).
         */
        AGC
    }

    public ClipConfig {
        Objects.requireNonNull(mode);
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("value must be above 0, is " + value + "; leave it out for no clipping");
        }
        if (value == null && mode != Mode.NORM) {
            throw new IllegalArgumentException("value is missing, the limit, without which nothing is clipped");
        }
    }

    public static ClipConfig defaults() {
        return new ClipConfig(Mode.NORM, null);
    }

    boolean isOn() {
        return value != null;
    }
}
