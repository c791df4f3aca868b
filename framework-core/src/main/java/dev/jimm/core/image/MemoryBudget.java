package dev.jimm.core.image;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Memory that threads decode in. Large images wait for each other instead of running out of it together; small ones
 * take no notice.
 */
final class MemoryBudget {
    /** What images may take together; the other half is for all else. */
    static final MemoryBudget HALF_OF_HEAP =
            new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);

    /** In bytes. Even 256 threads get by with 2 GB for such images. */
    private static final long SMALL = 8 << 20;

    private static final int MEGABYTE_BITS = 20;

    private final int megabytes;
    private final Semaphore free;

    MemoryBudget(long bytes) {
        megabytes = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes >> MEGABYTE_BITS));
        free = new Semaphore(megabytes, true);
    }

    /** What is done in the memory. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work once there is memory for it; what needs more than all there is, once nothing else runs. */
    <T> T within(long bytes, Work<T> work) throws IOException {
        if (bytes <= SMALL) {
            return work.run();
        }
        int permits = (int) Math.min(megabytes, (bytes >> MEGABYTE_BITS) + 1);
        free.acquireUninterruptibly(permits);
        try {
            return work.run();
        } finally {
            free.release(permits);
        }
    }
}
