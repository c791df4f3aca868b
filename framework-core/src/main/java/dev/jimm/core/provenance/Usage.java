package dev.jimm.core.provenance;

import dev.jimm.core.machine.Machine;
import java.time.Duration;

/**
 * What a session took of the machine.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds of all threads of the process; 0 where the system does not tell
 * @param peakMemoryBytes the most that the process has held at a time, from its own start; 0 where the system does not
 *     tell
 */
record Usage(double wallSeconds, double cpuSeconds, long peakMemoryBytes) {
    private static final double NANOS = 1e9;

    /** Starts to count. */
    static final class Clock {
        private final long started = System.nanoTime();
        private final double cpuBefore = cpuSeconds();

        Usage read() {
            return new Usage(
                    (System.nanoTime() - started) / NANOS,
                    cpuSeconds() - cpuBefore,
                    Machine.HERE.peakMemory().orElse(0));
        }

        private static double cpuSeconds() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(Duration::toNanos)
                    .map(nanos -> nanos / NANOS)
                    .orElse(0.0);
        }
    }
}
