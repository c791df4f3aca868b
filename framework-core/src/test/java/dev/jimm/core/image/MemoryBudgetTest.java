package dev.jimm.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MemoryBudgetTest {
    private static final long MEGABYTE = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(100 * MEGABYTE);

    @Test
    void largeImagesWaitForEachOther() throws Exception {
        assertEquals(2, mostAtOnce(45 * MEGABYTE, 2));
        assertEquals(1, mostAtOnce(60 * MEGABYTE, 1));
        assertEquals(1, mostAtOnce(5000 * MEGABYTE, 1));
    }

    /** @param least so many wait for each other; the time limit of the class ends it when they do not come together */
    private int mostAtOnce(long bytes, int least) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Integer> decoding = () -> budget.within(bytes, () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            do {
                pause();
            } while (most.get() < least);
            return running.decrementAndGet();
        });
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(decoding);
            }
            for (Future<Integer> one : threads.invokeAll(all)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return most.get();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void smallImagesDoNotWait() throws Exception {
        String found = budget.within(100 * MEGABYTE, () -> onAnotherThread(8 * MEGABYTE));
        assertEquals("small", found);
    }

    private String onAnotherThread(long bytes) throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(() -> budget.within(bytes, () -> "small")).get();
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void failuresGiveTheMemoryBack() throws Exception {
        IOException failure = new IOException("broken");
        for (int i = 0; i < 3; i++) {
            IOException found = assertThrows(
                    IOException.class,
                    () -> budget.within(80 * MEGABYTE, () -> {
                        throw failure;
                    }));
            assertSame(failure, found);
        }
        assertEquals(7, budget.within(100 * MEGABYTE, () -> 7));
    }
}
