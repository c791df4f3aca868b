package dev.jimm.api.event;

import dev.jimm.api.API;

/**
 * Shows or records a training. Events arrive on the training's thread, one after another, and the training waits: what
 * takes long belongs on another thread.
 *
 * <p>A listener that throws is told once as a warning, and gets no further events; the training goes on.
 */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface TrainingListener extends AutoCloseable {
    /** Takes note of what happened. Kinds that the listener does not know are to be passed over: more may come. */
    void on(TrainingEvent event);

    /** Called once, behind the last event, also when the training fails. */
    @Override
    default void close() {}
}
