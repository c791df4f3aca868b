package dev.jimm.core.ema;

/**
 * The exponential moving average of the weights, the {@code train.ema} section; as timm's ModelEmaV3.
 *
 * @param decay the part of the average that stays at an update, in [0, 1); {@code null} for no average
 * @param warmup whether the decay grows from 0 with the updates: {@code 1 - (1 + t / gamma) ^ -power}
 * @param gamma above 0
 * @param power above 0; 2/3 for a million updates and more, 3/4 for fewer
 * @param updateAfterStep how many updates the average is nothing but a copy for, at least 0
 */
public record EmaConfig(Double decay, boolean warmup, double gamma, double power, int updateAfterStep) {
    private static final double USUAL_POWER = 2.0 / 3;

    public EmaConfig {
        require(decay == null || decay >= 0 && decay < 1, "decay must be in [0, 1), is " + decay);
        require(gamma > 0 && Double.isFinite(gamma), "gamma must be above 0, is " + gamma);
        require(power > 0 && Double.isFinite(power), "power must be above 0, is " + power);
        require(
                decay != null || !warmup && gamma == 1 && power == USUAL_POWER && updateAfterStep == 0,
                "decay is missing, without which there is no average; give it, or leave the section out");
        require(updateAfterStep >= 0, "update-after-step must be at least 0, is " + updateAfterStep);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** No average; where only the decay is set, timm's values. */
    public static EmaConfig defaults() {
        return new EmaConfig(null, false, 1, USUAL_POWER, 0);
    }

    public boolean isOn() {
        return decay != null;
    }

    /**
     * The decay of an update.
     *
     * @param update counted from 1
     */
    public double decayAt(long update) {
        long step = Math.max(0, update - updateAfterStep - 1);
        if (step == 0) {
            return 0;
        }
        return warmup ? Math.min(decay, 1 - Math.pow(1 + step / gamma, -power)) : decay;
    }
}
