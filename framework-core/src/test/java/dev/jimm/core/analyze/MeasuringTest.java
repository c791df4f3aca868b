package dev.jimm.core.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class MeasuringTest {
    private static final Sample IMAGE = MadeData.decoded(MadeData.plain(2, 2, 255, 0, 0));

    /** Images of one class. */
    private record MadeReader(int size, IntFunction<Sample> samples) implements Reader {
        @Override
        public List<String> classNames() {
            return List.of("a");
        }

        @Override
        public int[] labels(int index) {
            return new int[] {0};
        }

        @Override
        public String name(int index) {
            return "image " + index;
        }

        @Override
        public Sample sample(int index) {
            return samples.apply(index);
        }
    }

    /** Otherwise the data set would be closed under a thread that reads it. */
    @Test
    void aFailureWaitsForTheOtherThreads() {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Reader reader = new MadeReader(2, index -> {
            try {
                if (index == 0) {
                    reading.await();
                    throw new IllegalStateException("fails");
                }
                reading.countDown();
                Thread.sleep(300);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.set(true);
            return IMAGE;
        });
        assertThrows(JimmException.class, () -> Measuring.of(reader, 2, () -> {}));
        assertTrue(done.get());
    }

    /** Image 1 has no room beside others, image 2 has none at all. */
    @Test
    void imagesWithoutRoomAreTriedAlone() {
        Set<Integer> tried = ConcurrentHashMap.newKeySet();
        Reader reader = new MadeReader(4, index -> {
            if (index == 2 || index == 1 && tried.add(index)) {
                throw new OutOfMemoryError("made");
            }
            return IMAGE;
        });
        AtomicInteger steps = new AtomicInteger();
        Measuring measured = Measuring.of(reader, 2, steps::incrementAndGet);
        assertEquals(List.of(0, 1, 3), measured.table().readable().boxed().toList());
        assertEquals(12, measured.sums().pixels());
        assertEquals(
                Map.of(2, "takes more memory than there is; give Java more (-Xmx)"),
                measured.table().reasons());
        assertEquals(4, steps.get());
    }
}
