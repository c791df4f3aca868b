package dev.jimm.core.data;

import dev.jimm.core.random.Randomness;

/**
 * The side of the training images of each batch: a pure function of the seed and the place in the training.
 *
 * @param epochs of the whole training
 */
public record Resolution(ResolutionConfig config, int epochs, long seed) {
    /** @param epoch counted from 0 */
    public int side(long epoch, int batch) {
        int count = config.sizes().size();
        int index = switch (config.order()) {
            case PROGRESSIVE -> (int) Math.min(count - 1, epoch * count / epochs);
            case RANDOM -> Randomness.of(seed, epoch, batch, Randomness.SIZING).nextInt(count);
        };
        return config.sizes().get(index);
    }
}
