package dev.jimm.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.function.Executable;

/** Runs work on several threads that begin at the same moment. */
final class Together {
    static final int THREADS = 4;

    private Together() {}

    /** Runs each on a thread of its own; what one of them throws is thrown here. */
    static void run(List<Executable> work) {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        CyclicBarrier start = new CyclicBarrier(work.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Executable one : work) {
                running.add(threads.submit(() -> {
                    start.await();
                    return call(one);
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AssertionError failure
                    ? failure
                    : new AssertionError("several threads at once: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void call(Executable work) throws Exception {
        try {
            work.execute();
            return null;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
