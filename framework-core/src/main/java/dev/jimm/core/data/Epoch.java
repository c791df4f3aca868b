package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one epoch in order, made ahead by worker threads. For one consumer thread. An error of a worker is
 * thrown where its batch would have come.
 */
public final class Epoch implements Iterator<Batch>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);

    /** How long {@link #close()} waits for a worker that is busy with a batch. */
    private static final long CLOSE_MILLIS = 5_000;

    private final Filler filler;
    private final int batches;
    private final int prefetch;
    private final List<Thread> workers = new ArrayList<>();

    private final Map<Integer, Outcome> outcomes = new HashMap<>();
    private int claimed;
    private int taken;
    private volatile boolean closed;

    private Batch ready;

    /** Makes a batch by its number, or gives up where it is told to stop. */
    @FunctionalInterface
    interface Filler {
        Batch fill(int number, BooleanSupplier stopped);
    }

    /** What became of a batch: exactly one of the two is there. */
    private record Outcome(Batch batch, Throwable failure) {}

    /** Starts the workers; if one cannot be started, stops the others. */
    Epoch(Filler filler, int firstBatch, int batches, int workers, int prefetch, ThreadFactory threads) {
        this.filler = filler;
        this.batches = batches;
        this.prefetch = prefetch;
        claimed = firstBatch;
        taken = firstBatch;
        try {
            for (int i = 0; i < workers; i++) {
                start(threads.newThread(this::work), "jimm-loader-" + i);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void start(Thread worker, String name) {
        worker.setName(name);
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
    }

    @Override
    public boolean hasNext() {
        // A batch is empty where none of its images could be read.
        while (ready == null && taken < batches) {
            Batch batch = take();
            if (batch.count() > 0) {
                ready = batch;
            } else {
                batch.close();
            }
        }
        return ready != null;
    }

    /**
     * The next batch; waits for it. The caller closes it.
     *
     * @throws JimmException DATA if too many samples in a row were unreadable, INTERNAL if a transform failed
     * @throws Error that of a worker, such as {@link OutOfMemoryError}
     */
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the epoch is over");
        }
        Batch batch = ready;
        ready = null;
        return batch;
    }

    /**
     * Stops the workers and waits some seconds until they are gone. Batches that were handed out stay valid.
     *
     * <p>Workers are not interrupted: that would close the file that one of them reads, and count it as unreadable.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        long deadline = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
        for (Thread worker : workers) {
            join(worker, Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        long busy = workers.stream().filter(Thread::isAlive).count();
        if (busy > 0) {
            LOG.warn("{} loader threads are still at work; each ends with the image it is at", busy);
        }
        discard();
    }

    private synchronized void discard() {
        for (Outcome outcome : outcomes.values()) {
            if (outcome.batch() != null) {
                outcome.batch().close();
            }
        }
        outcomes.clear();
        if (ready != null) {
            ready.close();
            ready = null;
        }
        taken = batches;
    }

    private static void join(Thread worker, long millis) {
        try {
            worker.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch take() {
        Outcome outcome = await();
        if (outcome.failure() != null) {
            close();
            throw surfaced(outcome.failure());
        }
        return outcome.batch();
    }

    private synchronized Outcome await() {
        while (!closed && !outcomes.containsKey(taken)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for batch " + taken);
            }
        }
        if (closed) {
            throw new IllegalStateException("the epoch is closed");
        }
        Outcome outcome = outcomes.remove(taken++);
        notifyAll();
        return outcome;
    }

    private static JimmException surfaced(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        // A new exception, so that its trace shows the consumer and its cause the worker.
        if (failure instanceof JimmException known) {
            return new JimmException(known.category(), known.getMessage(), known);
        }
        return new JimmException(Category.INTERNAL, "a loader thread failed: " + failure, failure);
    }

    private void work() {
        for (int number = claim(); number >= 0; number = claim()) {
            Outcome outcome;
            try {
                outcome = new Outcome(filler.fill(number, () -> closed), null);
            } catch (Throwable failure) {
                // Not only exceptions: the consumer would wait forever for a batch that an error has swallowed.
                outcome = new Outcome(null, failure);
            }
            deliver(number, outcome);
        }
    }

    /** The number of the next batch to make, or -1 when there is nothing left to do. */
    private synchronized int claim() {
        while (!closed && claimed < batches && claimed - taken >= prefetch) {
            try {
                wait();
            } catch (InterruptedException e) {
                return -1;
            }
        }
        return closed || claimed >= batches ? -1 : claimed++;
    }

    private synchronized void deliver(int number, Outcome outcome) {
        if (closed && outcome.batch() != null) {
            outcome.batch().close();
        } else {
            outcomes.put(number, outcome);
        }
        notifyAll();
    }
}
