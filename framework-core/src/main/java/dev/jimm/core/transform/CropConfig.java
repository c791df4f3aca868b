package dev.jimm.core.transform;

import java.util.List;
import java.util.Objects;

/**
 * The random crop of training, {@code augment.crop}.
 *
 * @param mode how it is made
 * @param scale the least and the greatest part of the image's area that the crop takes, above 0; {@code null} for the
 *     mode's own. At most 1 with {@code rrc}; above 1, the others show the image smaller than the input.
 * @param ratio the least and the greatest width / height of the crop ({@code rrc}), or the factors by which that of the
 *     image changes (the others), above 0; {@code null} for the mode's own
 * @param interpolation nearest, box, bilinear, hamming, bicubic, lanczos, or random: bilinear or bicubic, drawn for
 *     each image
 */
public record CropConfig(Mode mode, List<Double> scale, List<Double> ratio, String interpolation) {
    /** The names are timm's. */
    public enum Mode {
        /** Random resized crop: a part of random area, shape and place, resized to the input. */
        RRC(new Range(0.08, 1), new Range(3.0 / 4, 4.0 / 3)),

        /** Resized with its shape nearly kept, to cover the input nearly; then the centre is cut out. */
        RKRC(new Range(0.8, 1), new Range(0.9, 1 / 0.9)),

        /** The same, cut out at a random place. */
        RKRR(RKRC.scale, RKRC.ratio);

        private final Range scale;
        private final Range ratio;

        Mode(Range scale, Range ratio) {
            this.scale = scale;
            this.ratio = ratio;
        }
    }

    public CropConfig {
        Objects.requireNonNull(mode);
        if (scale != null) {
            scale = List.copyOf(scale);
            Range.requirePositive("scale", scale);
            if (mode == Mode.RRC && scale.get(1) > 1) {
                throw new IllegalArgumentException("scale must be at most 1 with mode rrc, not " + scale);
            }
        }
        if (ratio != null) {
            ratio = List.copyOf(ratio);
            Range.requirePositive("ratio", ratio);
        }
        Interpolation.choices(interpolation);
    }

    /** timm's: at least 8 % of the area, 3:4 to 4:3. */
    public static CropConfig defaults() {
        return new CropConfig(Mode.RRC, null, null, "random");
    }

    Range scaleRange() {
        return scale == null ? mode.scale : Range.of(scale);
    }

    Range ratioRange() {
        return ratio == null ? mode.ratio : Range.of(ratio);
    }
}
