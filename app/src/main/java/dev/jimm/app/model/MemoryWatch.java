package dev.jimm.app.model;

import dev.jimm.app.machine.Machine;
import java.util.OptionalLong;

/** Looks again and again how much memory the process holds, and keeps the most that it has seen. */
final class MemoryWatch implements AutoCloseable {
    private static final int INTERVAL_MILLIS = 2;

    private final Machine machine;
    private final OptionalLong before;
    private final Thread thread = new Thread(this::watch, "memory-watch");
    private long most;

    private MemoryWatch(Machine machine) {
        this.machine = machine;
        before = machine.residentMemory();
        most = before.orElse(0);
        thread.setDaemon(true);
    }

    static MemoryWatch start(Machine machine) {
        MemoryWatch watch = new MemoryWatch(machine);
        if (watch.before.isPresent()) {
            watch.thread.start();
        }
        return watch;
    }

    /** The most so far above what there was at the start, in bytes; empty where the system does not tell. */
    synchronized OptionalLong peak() {
        look();
        return before.isEmpty() ? before : OptionalLong.of(most - before.getAsLong());
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    private synchronized void look() {
        most = Math.max(most, machine.residentMemory().orElse(0));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
