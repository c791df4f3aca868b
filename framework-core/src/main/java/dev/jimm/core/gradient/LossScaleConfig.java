package dev.jimm.core.gradient;

/**
 * Dynamic loss scaling for fp16, the {@code train.loss-scale} section: the loss is multiplied so that small gradients do not vanish in
 * 16 bits (Micikevicius et al. 2018, "Mixed Precision Training", arXiv:1710.03740); the defaults are those of PyTorch's GradScaler.
 *
 * @param initial what the loss is multiplied by in the beginning, at least 1
 * @param growth by what the scale is multiplied after so many good updates in a row, above 1
 * @param backoff by what it is multiplied after gradients that overflowed, between 0 and 1, both excluded
 * @param interval how many good updates in a row it takes to grow, at least 1
 */
public record LossScaleConfig(double initial, double growth, double backoff, int interval) {
    public LossScaleConfig {
        require(initial >= 1 && Double.isFinite(initial), "initial must be at least 1, is " + initial);
        require(growth > 1 && Double.isFinite(growth), "growth must be above 1, is " + growth);
        require(backoff > 0 && backoff < 1, "backoff must be between 0 and 1, both excluded, is " + backoff);
        require(interval >= 1, "interval must be at least 1, is " + interval);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    public static LossScaleConfig defaults() {
        return new LossScaleConfig(65536, 2, 0.5, 2000);
    }
}
