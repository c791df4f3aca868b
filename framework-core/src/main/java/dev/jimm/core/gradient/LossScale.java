package dev.jimm.core.gradient;

/**
 * What the loss is multiplied by at a moment. Changes with the updates, as PyTorch's GradScaler.
 *
 * @param factor above 0
 * @param goodUpdates in a row since the last change
 */
public record LossScale(double factor, int goodUpdates) {
    /** No scaling. */
    public static final LossScale NONE = new LossScale(1, 0);

    /** Gradients that overflow even so are no matter of their scale. */
    private static final double LEAST = 1.0 / 1024;

    /** With a greater one the scaled loss itself would not be a number of 32 bits for long. */
    private static final double MOST = 1L << 40;

    public LossScale {
        if (!(factor > 0 && Double.isFinite(factor)) || goodUpdates < 0) {
            throw new IllegalArgumentException(
                    "a loss is scaled by a number above 0, after at least 0 good updates, not by " + factor + " after "
                            + goodUpdates);
        }
    }

    public static LossScale initial(LossScaleConfig config) {
        return new LossScale(config.initial(), 0);
    }

    /** After an update whose gradients were finite, or were not. */
    public LossScale after(boolean finite, LossScaleConfig config) {
        if (!finite) {
            return new LossScale(factor * config.backoff(), 0);
        }
        return goodUpdates + 1 < config.interval()
                ? new LossScale(factor, goodUpdates + 1)
                : new LossScale(Math.min(MOST, factor * config.growth()), 0);
    }

    /** Whether it cannot be the scale that makes gradients overflow. */
    public boolean exhausted() {
        return factor < LEAST;
    }
}
