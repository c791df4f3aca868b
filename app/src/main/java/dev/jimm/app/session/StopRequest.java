package dev.jimm.app.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Whether somebody wants the process to end: Ctrl-C, SIGTERM or SIGHUP came. While one of these is open, the first signal
 * is only noted, and its holder ends when it can; the second ends the process at once, as every signal does otherwise.
 *
 * <p>Java's own handling is to shut down: it would unload PyTorch under threads that run in it. So a process that has to
 * end at once is killed by the signal itself, to which the default action is given back.
 */
@SuppressWarnings("sunapi")
public final class StopRequest implements AutoCloseable {
    private static final List<Signal> SIGNALS = List.of(new Signal("INT"), new Signal("TERM"), new Signal("HUP"));
    private static final int SHELL_BASE = 128;

    private final AtomicReference<Signal> received = new AtomicReference<>();
    private final Runnable notice;

    /** @param notice is run when the first signal comes, on a thread of its own */
    public StopRequest(Runnable notice) {
        this.notice = notice;
        handle(this::receive);
    }

    /** From now on signals end the process at once. */
    public static void endAtOnce() {
        handle(StopRequest::end);
    }

    private static void handle(SignalHandler handler) {
        SIGNALS.forEach(signal -> Signal.handle(signal, handler));
    }

    private static void end(Signal signal) {
        Signal.handle(signal, SignalHandler.SIG_DFL);
        Signal.raise(signal);
    }

    private void receive(Signal signal) {
        if (received.compareAndSet(null, signal)) {
            notice.run();
        } else {
            end(signal);
        }
    }

    /** Whether a signal came. */
    public boolean isMade() {
        return received.get() != null;
    }

    /** What a shell shows for a process that was ended by the signal that came: 130 for Ctrl-C, 143 for SIGTERM. */
    public int exitCode() {
        return SHELL_BASE + received.get().getNumber();
    }

    @Override
    public void close() {
        endAtOnce();
    }
}
