package dev.jimm.core.log;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of one training. What one of them throws does not reach the training. */
final class OpenListeners implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(OpenListeners.class);

    private final List<Named> listeners = new ArrayList<>();

    private record Named(String what, String origin, TrainingListener listener) {}

    /**
     * @param what the listener is, for messages
     * @param origin of its plugin
     */
    void add(String what, String origin, TrainingListener listener) {
        listeners.add(new Named(what, origin, listener));
    }

    @Override
    public void on(TrainingEvent event) {
        for (Named one : List.copyOf(listeners)) {
            if (!succeeds(
                    one,
                    "at " + event.getClass().getSimpleName(),
                    () -> one.listener().on(event))) {
                listeners.remove(one);
                succeeds(one, "when it is closed", one.listener()::close);
            }
        }
    }

    @Override
    public void close() {
        listeners.forEach(one -> succeeds(one, "when it is closed", one.listener()::close));
        listeners.clear();
    }

    private static boolean succeeds(Named one, String when, Runnable work) {
        try {
            work.run();
            return true;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("{}: {} fails {}: {}; the training goes on without it", one.origin(), one.what(), when, reason(e));
            LOG.debug("{} fails", one.what(), e);
            return false;
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
