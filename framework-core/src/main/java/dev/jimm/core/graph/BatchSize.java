package dev.jimm.core.graph;

import dev.jimm.api.tensor.Shapes;

/** Tells numbers of a recording that stand for the batch size, which it does not know, from all others. */
public final class BatchSize {
    /** No size that a model states reaches this, but a 64th of the unknown batch size does. */
    private static final long LARGEST_SIZE = 1L << 26;
    /** By how much a number that was computed from the unknown batch size may be off one of its multiples. */
    private static final double NEAR = 1 << 16;

    private BatchSize() {}

    /**
     * How many times the batch a size is; 0 for a size that has nothing to do with it.
     *
     * @throws IllegalStateException when it was computed from the batch size and is no multiple of it
     */
    public static long times(long size) {
        if (Math.abs(size) < LARGEST_SIZE || size == Long.MAX_VALUE || size == -Long.MAX_VALUE) {
            return 0;
        }
        if (size % Shapes.BATCH != 0) {
            throw new IllegalStateException(
                    "the size " + size
                            + " was computed from the batch size, which a trace does not know; only whole multiples of it can be followed");
        }
        return size / Shapes.BATCH;
    }

    /** @throws IllegalStateException when a number was computed from the batch size */
    public static void requireOrdinary(double number) {
        if (isNear(number) || isNear(1 / number)) {
            throw new IllegalStateException(
                    "the batch size, which a trace does not know, was used as the number " + number);
        }
    }

    /** Whether a number is so near to a multiple of the unknown batch size that it was computed from it. */
    private static boolean isNear(double number) {
        double times = Math.rint(number / Shapes.BATCH);
        return times != 0 && Math.abs(number) < 1e15 && Math.abs(number - times * Shapes.BATCH) < NEAR;
    }
}
