package dev.jimm.core.data;

/**
 * The order of training samples, {@code data.sampler}.
 *
 * @param order how an epoch visits the samples
 * @param repeats how often in a row each sample comes, differently augmented each time (repeated augmentation; Hoffer
 *     et al. 2020); an epoch keeps its length, and so sees fewer samples
 */
public record SamplerConfig(Order order, int repeats) {
    /** The orders. */
    public enum Order {
        /** Every sample once, in an order drawn for the epoch. */
        SHUFFLE,
        /** Every sample once, in the reader's order. */
        SEQUENTIAL,
        /** As many samples of each class, in an order drawn for the epoch: those of small classes come more often. */
        BALANCED
    }

    public SamplerConfig {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, is " + repeats);
        }
    }

    public static SamplerConfig defaults() {
        return new SamplerConfig(Order.SHUFFLE, 1);
    }
}
