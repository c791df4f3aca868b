package dev.jimm.core.provenance;

import dev.jimm.core.machine.Machine;
import java.time.Duration;

/**
 * What a session took of the machine.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds of all threads of the process; -1 where the system does not tell
 * @param peakMemoryBytes the most that the process has held at a time, from its own start; -1 where the system does not
 *     tell
 */
record Usage(double wallSeconds, double cpuSeconds, long peakMemoryBytes) {
    private static final double NANOS = 1e9;

    /** Starts to count. */
    static final class Clock {
        private final long started = System.nanoTime();
        private final double cpuBefore = cpuSeconds();

        Usage read() {
            double cpu = cpuSeconds();
            return new Usage(
                    (System.nanoTime() - started) / NANOS,
                    cpu < 0 ? -1 : cpu - cpuBefore,
                    Machine.HERE.peakMemory().orElse(-1));
        }

        private static double cpuSeconds() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(Duration::toNanos)
                    .map(nanos -> nanos / NANOS)
                    .orElse(-1.0);
        }
    }
}
