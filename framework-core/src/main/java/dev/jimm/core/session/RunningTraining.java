package dev.jimm.core.session;

import dev.jimm.api.API;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.log.Listeners;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A training under way, on a thread of its own. Safe for any number of threads. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RunningTraining {
    private final Work work;
    private final List<TrainingListener> listeners;
    private final Consumer<RunningTraining> ended;
    private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "jimm-training");
    private volatile boolean stopWanted;

    /** What is done, told by whom and until when. */
    @FunctionalInterface
    interface Work {
        TrainingResult run(TrainingListener listener, BooleanSupplier stopWanted);
    }

    /** @param ended is told that the thread is at its end */
    RunningTraining(Work work, List<TrainingListener> listeners, Consumer<RunningTraining> ended) {
        this.work = work;
        this.listeners = listeners;
        this.ended = ended;
        thread.setDaemon(false); // a training that nobody waits for is finished before the JVM ends
    }

    void start() {
        thread.start();
    }

    private void run() {
        TrainingResult done = null;
        Throwable failure = null;
        try (TrainingListener guarded = Listeners.guarded(listeners)) {
            done = work.run(guarded, () -> stopWanted);
        } catch (Throwable e) { // whoever waits has to know, whatever it was
            failure = e;
        }
        ended.accept(this);
        if (failure == null) {
            result.complete(done);
        } else {
            result.completeExceptionally(failure);
        }
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /**
     * Asks the training to end behind the update under way. It writes a checkpoint, from which {@link JimmSession#resume} goes on, and
     * tells its listeners. Does nothing when it has ended.
     */
    public void stop() {
        stopWanted = true;
    }

    /** Whether it has ended, in whatever way. */
    public boolean isDone() {
        return result.isDone();
    }

    /** For what is to be done at the end without a thread that waits. Completed on the training's thread. */
    public CompletionStage<TrainingResult> completion() {
        return result.minimalCompletionStage();
    }

    /**
     * Waits for the end. When the waiting thread is interrupted, as by {@code ExecutorService.shutdownNow}, it {@linkplain #stop stops}
     * the training, waits for its checkpoint, and returns with the thread's interrupt flag set.
     *
     * @return {@link TrainingResult#finished} is false for a training that was stopped
     * @throws dev.jimm.core.error.JimmException what ended the training, such as problems of the configuration
     * @throws IllegalStateException when a listener calls this on the training's thread, which would wait for itself
     */
    public TrainingResult join() {
        if (isCurrentThread() && !isDone()) {
            throw new IllegalStateException("a listener cannot wait for its own training");
        }
        awaitEnd();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits until the training has ended, however it did. */
    void awaitEnd() {
        boolean interrupted = false;
        while (!isDone()) {
            try {
                result.get();
            } catch (InterruptedException e) {
                interrupted = true;
                stop();
            } catch (ExecutionException e) {
                // told by join()
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
