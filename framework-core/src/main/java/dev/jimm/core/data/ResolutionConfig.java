package dev.jimm.core.data;

import java.util.List;

/**
 * Training at several input sizes, {@code data.resolution}. The batch keeps its number of samples. Validation is at the
 * size of {@code input.size}.
 *
 * @param sizes sides of the square input in pixels; none: always the size of {@code input.size}
 * @param order which size a batch has
 */
public record ResolutionConfig(List<Integer> sizes, Order order) {
    /** The orders. */
    public enum Order {
        /** One size after another, each for the same part of the epochs (progressive resizing). */
        PROGRESSIVE,
        /** Drawn for each batch. */
        RANDOM
    }

    private static final int LARGEST = 8192;

    public ResolutionConfig {
        sizes = List.copyOf(sizes);
        if (sizes.stream().anyMatch(size -> size < 1 || size > LARGEST)) {
            throw new IllegalArgumentException("sizes must be 1 to " + LARGEST + " pixels, are " + sizes);
        }
    }

    public static ResolutionConfig defaults() {
        return new ResolutionConfig(List.of(), Order.PROGRESSIVE);
    }
}
