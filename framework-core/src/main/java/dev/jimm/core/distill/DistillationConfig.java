package dev.jimm.core.distill;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * The {@code distillation} section: a trained model teaches another one.
 *
 * @param teacher the folder of a run or of one of its checkpoints, a model's name such as {@code
 *     deit_small_patch16_224.fb_in1k}, or {@code hf-hub:owner/name}; {@code null} for no teacher
 * @param weights a file, for a teacher that is a model's name; {@code null} for its pretrained weights
 * @param kind what the student learns from the teacher
 * @param temperature soft, token-soft: what the logits are divided by, above 0
 * @param distillWeight what the teacher's part of the loss is multiplied by, at least 0; {@code null} for 1, or where
 *     {@code task-weight} is given alone for what that leaves of 1
 * @param taskWeight what the loss of the labels is multiplied by, at least 0; {@code null} for 1
 */
public record DistillationConfig(
        String teacher, Path weights, Kind kind, double temperature, Double distillWeight, Double taskWeight) {
    /** What is learnt from the teacher. */
    public enum Kind {
        /**
         * The probabilities of its classes (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network",
         * arXiv:1503.02531).
         */
        SOFT,
        /** The class that it finds most probable. */
        HARD,
        /** What its classifier gets. */
        FEATURES,
        /**
         * As {@link #SOFT}, by the distillation token of the student alone (Touvron et al. 2021, "Training data-efficient
         * image transformers & distillation through attention", arXiv:2012.12877).
         */
        TOKEN_SOFT,
        /** As {@link #HARD}, by the distillation token of the student alone. */
        TOKEN_HARD;

        /** As it is written in a configuration. */
        @Override
        public String toString() {
            return name().replace('_', '-').toLowerCase(Locale.ROOT);
        }

        boolean isSoft() {
            return this == SOFT || this == TOKEN_SOFT;
        }

        boolean isByToken() {
            return this == TOKEN_SOFT || this == TOKEN_HARD;
        }
    }

    public DistillationConfig {
        Objects.requireNonNull(kind);
        require(
                teacher != null
                        || weights == null
                                && kind == Kind.SOFT
                                && temperature == 1
                                && distillWeight == null
                                && taskWeight == null,
                "teacher is missing; the other keys of the section are for a teacher");
        require(teacher == null || !teacher.isBlank(), "teacher is empty; leave it out for no teacher");
        require(
                weights == null || !weights.toString().isBlank(),
                "weights is empty; leave it out for the teacher's own");
        require(temperature > 0 && Double.isFinite(temperature), "temperature must be above 0, is " + temperature);
        require(
                temperature == 1 || kind.isSoft(),
                "temperature is for soft and token-soft, not for kind = " + kind + "; leave it out");
        requireAtLeast0("distill-weight", distillWeight);
        requireAtLeast0("task-weight", taskWeight);
        require(
                distillWeight != null || taskWeight == null || taskWeight <= 1,
                "task-weight is above 1, " + taskWeight
                        + ", and leaves nothing for the teacher; give distill-weight too");
    }

    private static void requireAtLeast0(String key, Double value) {
        require(value == null || value >= 0 && Double.isFinite(value), key + " must be at least 0, is " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** No teacher. */
    public static DistillationConfig defaults() {
        return new DistillationConfig(null, null, Kind.SOFT, 1, null, null);
    }

    public boolean isOn() {
        return teacher != null;
    }

    /** What the teacher's part of the loss is multiplied by. */
    double teachersShare() {
        if (distillWeight != null) {
            return distillWeight;
        }
        return taskWeight == null ? 1 : 1 - taskWeight;
    }

    /** What the loss of the labels is multiplied by. */
    double labelsShare() {
        return taskWeight == null ? 1 : taskWeight;
    }
}
