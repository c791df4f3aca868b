package dev.jimm.app.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Whether somebody wants the process to end: Ctrl-C, SIGTERM or SIGHUP came. While one of these is open, the first signal
 * is only noted, and its holder ends when it can; the second ends the process at once, as every signal does otherwise.
 *
 * <p>Java's own handling is to shut down: it would unload PyTorch under threads that run in it. So a process that has to
 * end at once is killed by the signal itself, to which the default action is given back.
 */
public final class StopRequest implements AutoCloseable {
    private static final List<OsSignal> SIGNALS =
            List.of(new OsSignal("HUP", 1), new OsSignal("INT", 2), new OsSignal("TERM", 15));
    private static final int SHELL_BASE = 128;

    private final AtomicReference<OsSignal> received = new AtomicReference<>();
    private final Runnable notice;

    /** @param notice is run when the first signal comes, on a thread of its own */
    public StopRequest(Runnable notice) {
        this.notice = notice;
        handle(this::receive);
    }

    /** From now on signals end the process at once. */
    public static void endAtOnce() {
        handle(OsSignal::raise);
    }

    private static void handle(Consumer<OsSignal> handler) {
        SIGNALS.forEach(signal -> signal.handle(() -> handler.accept(signal)));
    }

    private void receive(OsSignal signal) {
        if (received.compareAndSet(null, signal)) {
            notice.run();
        } else {
            signal.raise();
        }
    }

    /** Whether a signal came. */
    public boolean isMade() {
        return received.get() != null;
    }

    /** What a shell shows for a process that was ended by the signal that came: 130 for Ctrl-C, 143 for SIGTERM. */
    public int exitCode() {
        return SHELL_BASE + received.get().number();
    }

    @Override
    public void close() {
        endAtOnce();
    }
}
