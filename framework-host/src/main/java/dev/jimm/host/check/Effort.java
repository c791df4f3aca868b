package dev.jimm.host.check;

import java.time.Duration;

/**
 * What looking through one jar may cost: class files can be made to unpack to more than anybody reads, and to refer to
 * more than anybody looks up.
 */
final class Effort {
    /** What may be unpacked, each class being read some three times; a hundred times as much as a large library has. */
    private static final long MOST_BYTES = 1 << 30;

    private final long start = System.nanoTime();
    private final Duration limit;
    private long bytes;

    Effort(Duration limit) {
        this.limit = limit;
    }

    /** Counts what was unpacked. */
    void read(int count) {
        bytes += count;
        if (bytes > MOST_BYTES) {
            throw new ExceededException("has more classes than anybody writes: they unpack to more than 300 MB");
        }
        step();
    }

    /** Is called once in a while. */
    void step() {
        if (System.nanoTime() - start > limit.toNanos()) {
            throw new ExceededException(
                    "has more in its classes than can be looked through in " + limit.toSeconds() + " seconds");
        }
    }

    /** Tells what was exceeded, as a finding does. */
    static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ExceededException(String what) {
            super(what);
        }
    }
}
