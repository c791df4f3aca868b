package dev.jimm.host.check;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * What looking through one jar may cost: class files can be made to unpack to more than anybody reads, and to refer to
 * more than anybody looks up. For one thread: what counts is the time that it computes, not what others take on a busy
 * machine.
 */
final class Effort {
    /** What may be unpacked, each class being read some three times; a hundred times as much as a large library has. */
    private static final long MOST_BYTES = 1 << 30;

    /** To ask for the time takes longer than most steps. */
    private static final int STEPS_BETWEEN_LOOKS = 64;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long start = THREADS.getCurrentThreadCpuTime();
    private final Duration limit;
    private long bytes;
    private long steps;

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
        if (steps++ % STEPS_BETWEEN_LOOKS == 0 && THREADS.getCurrentThreadCpuTime() - start > limit.toNanos()) {
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
