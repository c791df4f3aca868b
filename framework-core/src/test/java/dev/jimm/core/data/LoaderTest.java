package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.image.Picture;
import dev.jimm.core.transform.EvalTransform;
import dev.jimm.core.transform.TrainTransform;
import dev.jimm.core.transform.Transform;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoaderTest {
    private static final Transform TRAIN =
            new TrainTransform(TrainTransform.Config.defaults(), 16, 12, AugmentPolicy.NONE);
    private static final List<Double> MEAN = List.of(0.5, 0.5, 0.5);
    private static final Transform EVAL = new EvalTransform(EvalTransform.Config.defaults(), 16, 12, MEAN);

    private static Loader training(Reader reader, int batchSize, int workers) {
        return Loader.training(reader, (epoch, batch) -> TRAIN, Fixtures.config(batchSize, workers), 42);
    }

    @Test
    void batchesHoldTheTransformedImages() throws Exception {
        Reader reader = Fixtures.reader(10);
        Loader loader = Loader.evaluation(reader, EVAL, Fixtures.config(4, 2));
        assertEquals(3, loader.batches());
        try (Epoch epoch = loader.epoch(0, 0)) {
            for (int size : new int[] {4, 4, 2}) {
                try (Batch batch = epoch.next()) {
                    assertEquals(size, batch.count());
                    assertEquals(16, batch.height());
                    assertEquals(12, batch.width());
                    assertTrue(batch.pixels().isDirect());
                    assertSame(ByteOrder.nativeOrder(), batch.pixels().order());
                    assertEquals(0, batch.pixels().position());
                    assertEquals(size * 16 * 12 * 3, batch.pixels().limit());
                    for (int i = 0; i < size; i++) {
                        byte[] pixels = new byte[16 * 12 * 3];
                        batch.pixels().get(i * pixels.length, pixels);
                        int index = batch.indices()[i];
                        assertArrayEquals(new int[] {index}, batch.labels()[i]);
                        assertArrayEquals(
                                EVAL.apply(Picture.of(Fixtures.image(reader, index)), null)
                                        .get(0)
                                        .pixels(),
                                pixels);
                    }
                }
            }
            assertFalse(epoch.hasNext());
            assertThrows(NoSuchElementException.class, epoch::next);
        }
    }

    @Test
    void trainingVisitsEachSampleOnceAndDropsTheRest() {
        Loader loader = training(Fixtures.reader(23), 5, 2);
        assertEquals(4, loader.batches());
        List<LoadedBatch> batches = LoadedBatch.read(loader, 3, 0);
        assertEquals(4, batches.size());
        Set<Integer> seen = new HashSet<>();
        batches.forEach(batch -> seen.addAll(batch.indices()));
        assertEquals(20, seen.size());
        for (LoadedBatch batch : batches) {
            assertEquals(batch.indices().stream().map(index -> index % 10).toList(), batch.labels());
        }
    }

    @Test
    void workersDoNotChangeTheBatches() {
        Reader reader = Fixtures.reader(47, 3, 11, 12, 13, 40);
        List<LoadedBatch> one = LoadedBatch.read(training(reader, 5, 1), 2, 0);
        assertEquals(one, LoadedBatch.read(training(reader, 5, 2), 2, 0));
        assertEquals(one, LoadedBatch.read(training(reader, 5, 5), 2, 0));
    }

    @Test
    void epochsDiffer() {
        Loader loader = training(Fixtures.reader(20), 5, 2);
        assertNotEquals(LoadedBatch.read(loader, 0, 0), LoadedBatch.read(loader, 1, 0));
        assertEquals(LoadedBatch.read(loader, 1, 0), LoadedBatch.read(loader, 1, 0));
    }

    @Test
    void anEpochResumesAtAnyBatch() {
        Loader loader = training(Fixtures.reader(47, 8, 9), 5, 2);
        List<LoadedBatch> whole = LoadedBatch.read(loader, 4, 0);
        for (int k = 0; k <= whole.size(); k++) {
            assertEquals(whole.subList(k, whole.size()), LoadedBatch.read(loader, 4, k));
        }
        assertThrows(IllegalArgumentException.class, () -> loader.epoch(4, 10));
        assertThrows(IllegalArgumentException.class, () -> loader.epoch(4, -1));
    }

    @Test
    void trainingReplacesUnreadableSamplesByTheNextOfTheOrder() {
        int[] bad = {2, 5, 6};
        Loader loader = training(Fixtures.reader(20, bad), 5, 2);
        List<Integer> indices = LoadedBatch.read(loader, 0, 0).stream()
                .flatMap(batch -> batch.indices().stream())
                .toList();
        int[] order = Sampler.shuffled(42).order(20, 0);
        List<Integer> expected = new ArrayList<>();
        for (int position = 0; position < 20; position++) {
            int at = position;
            while (Arrays.binarySearch(bad, order[at % 20]) >= 0) {
                at++;
            }
            expected.add(order[at % 20]);
        }
        assertEquals(expected, indices);
        assertEquals(3, loader.bad().count());
        assertEquals(
                List.of("image 2: is broken", "image 5: is broken", "image 6: is broken"),
                loader.bad().listed());
    }

    @Test
    void evaluationLeavesUnreadableSamplesOut() {
        Loader loader = Loader.evaluation(Fixtures.reader(14, 1, 4, 5, 6, 7), EVAL, Fixtures.config(4, 2));
        List<List<Integer>> indices = LoadedBatch.read(loader, 0, 0).stream()
                .map(LoadedBatch::indices)
                .toList();
        // The second batch would be empty.
        assertEquals(List.of(List.of(0, 2, 3), List.of(8, 9, 10, 11), List.of(12, 13)), indices);
        assertEquals(5, loader.bad().count());
    }

    @Test
    void tooManyBadInARowStop() {
        int[] tenBad = IntStream.range(20, 30).toArray();
        Loader patient = Loader.evaluation(Fixtures.reader(60, tenBad), EVAL, Fixtures.config(8, 2));
        assertEquals(
                50,
                LoadedBatch.read(patient, 0, 0).stream()
                        .mapToInt(copy -> copy.indices().size())
                        .sum());
        int[] elevenBad = IntStream.range(20, 31).toArray();
        Loader loader = Loader.evaluation(Fixtures.reader(60, elevenBad), EVAL, Fixtures.config(8, 2));
        JimmException e = assertThrows(JimmException.class, () -> LoadedBatch.read(loader, 0, 0));
        assertSame(Category.DATA, e.category());
        assertTrue(
                e.getMessage().startsWith("11 images in a row cannot be read (data.max-bad-in-row = 10):\n"),
                e.getMessage());
        assertTrue(
                e.getMessage().contains("image 20: is broken") && e.getMessage().contains("image 30: is broken"));
    }

    @Test
    void rowsOfBadSamplesReachAcrossBatches() {
        for (int batchSize : new int[] {1, 4, 60}) {
            for (int workers : new int[] {1, 3}) {
                int[] bad = IntStream.range(20, 40).toArray();
                Loader loader = Loader.evaluation(Fixtures.reader(60, bad), EVAL, Fixtures.config(batchSize, workers));
                JimmException e = assertThrows(JimmException.class, () -> LoadedBatch.read(loader, 0, 0));
                assertTrue(e.getMessage().startsWith("11 images in a row cannot be read"), e.getMessage());
            }
        }
        int[] all = IntStream.range(0, 5).toArray();
        Loader loader = Loader.evaluation(Fixtures.reader(5, all), EVAL, Fixtures.config(2, 2));
        JimmException e = assertThrows(JimmException.class, () -> LoadedBatch.read(loader, 0, 0));
        assertTrue(e.getMessage().startsWith("5 images in a row cannot be read"), e.getMessage());
    }

    @Test
    void evaluationReadsEverySampleOnce() {
        AtomicIntegerArray reads = new AtomicIntegerArray(60);
        Reader watched = watched(Fixtures.reader(60, 3, 4, 5, 11, 12, 59), reads::incrementAndGet);
        Loader loader = Loader.evaluation(watched, EVAL, Fixtures.config(4, 2));
        LoadedBatch.read(loader, 0, 0);
        assertEquals(6, loader.bad().count());
        for (int index = 0; index < 60; index++) {
            assertEquals(1, reads.get(index), "reads of image " + index);
        }
    }

    @Test
    void errorsOfWorkersReachTheConsumerAtTheirBatch() {
        Transform failing = new Transform() {
            @Override
            public int height() {
                return 4;
            }

            @Override
            public int width() {
                return 4;
            }

            @Override
            public List<Image> apply(Picture picture, RandomGenerator random) {
                if (picture.width() == 23) {
                    throw new IllegalStateException("no");
                }
                return List.of(new Image(4, 4, new byte[48]));
            }
        };
        Loader loader = Loader.evaluation(Fixtures.reader(10), failing, Fixtures.config(2, 2));
        try (Epoch epoch = loader.epoch(0, 0)) {
            epoch.next().close();
            JimmException e = assertThrows(JimmException.class, epoch::next);
            assertSame(Category.INTERNAL, e.category());
            assertEquals("cannot read or transform image 3: java.lang.IllegalStateException: no", e.getMessage());
            assertFalse(epoch.hasNext());
        }
        assertNoThreads();
    }

    @Test
    void errorsOfTheVirtualMachineArePassedOnAsTheyAre() {
        OutOfMemoryError error = new OutOfMemoryError("for a test");
        Reader failing = watched(Fixtures.reader(10), index -> {
            if (index == 5) {
                throw error;
            }
        });
        Loader loader = Loader.evaluation(failing, EVAL, Fixtures.config(2, 2));
        try (Epoch epoch = loader.epoch(0, 0)) {
            epoch.next().close();
            epoch.next().close();
            assertSame(error, assertThrows(OutOfMemoryError.class, epoch::next));
        }
        assertNoThreads();
        assertEquals(0, loader.bad().count());
    }

    @Test
    void buffersAreUsedAgain() {
        Loader loader = training(Fixtures.reader(100), 5, 2);
        Set<Integer> buffers = new HashSet<>();
        for (int number = 0; number < 3; number++) {
            try (Epoch epoch = loader.epoch(number, 0)) {
                while (epoch.hasNext()) {
                    try (Batch batch = epoch.next()) {
                        buffers.add(System.identityHashCode(batch.pixels()));
                    }
                }
            }
        }
        // Three ahead and one with the consumer.
        assertTrue(buffers.size() <= 4, buffers.size() + " buffers for 60 batches");
    }

    @Test
    void workersStayWithinThePrefetch() throws Exception {
        AtomicInteger read = new AtomicInteger();
        AtomicInteger allowed = new AtomicInteger(15);
        AtomicInteger excess = new AtomicInteger();
        Reader watched = watched(
                Fixtures.reader(100),
                index -> excess.accumulateAndGet(read.incrementAndGet() - allowed.get(), Math::max));
        try (Epoch epoch =
                Loader.evaluation(watched, EVAL, Fixtures.config(5, 2)).epoch(0, 0)) {
            for (int taken = 0; taken < 20; taken++) {
                await(read, Math.min(100, 15 + 5 * taken));
                allowed.addAndGet(5);
                epoch.next().close();
            }
            assertFalse(epoch.hasNext());
        }
        assertEquals(100, read.get());
        assertEquals(0, excess.get(), "images read beyond the prefetch");
    }

    /** Waits until the count is reached; the time limit of the class ends it otherwise. */
    private static void await(AtomicInteger count, int least) throws InterruptedException {
        while (count.get() < least) {
            Thread.sleep(1);
        }
    }

    @Test
    void closingStopsTheThreads() throws Exception {
        AtomicInteger read = new AtomicInteger();
        // A batch takes longer than the time limit of this class: closing cannot have waited for one.
        Reader slow = watched(Fixtures.reader(10_000), index -> {
            read.incrementAndGet();
            pause(150);
        });
        Epoch epoch = training(slow, 1000, 3).epoch(0, 0);
        assertEquals(3, names().size());
        assertTrue(names().stream().allMatch(name -> name.matches("jimm-loader-[012]")), names().toString());
        await(read, 3);
        epoch.close();
        assertNoThreads();
        assertTrue(read.get() < 3000, read + " images were read");
        assertFalse(epoch.hasNext());
        epoch.close();
    }

    @Test
    void whenAThreadCannotBeStartedTheOthersEnd() {
        List<Thread> made = new ArrayList<>();
        ThreadFactory twoOnly = work -> {
            Thread thread = made.size() < 2 ? new Thread(work) : new Unstartable();
            made.add(thread);
            return thread;
        };
        Epoch.Filler busy = (number, stopped) -> {
            while (!stopped.getAsBoolean()) {
                pause(1);
            }
            throw new CancellationException("stopped");
        };
        OutOfMemoryError e = assertThrows(OutOfMemoryError.class, () -> new Epoch(busy, 0, 10, 4, 3, twoOnly));
        assertEquals("unable to create native thread", e.getMessage());
        assertEquals(3, made.size());
        assertTrue(made.stream().noneMatch(Thread::isAlive), "threads are left");
    }

    private static final class Unstartable extends Thread {
        @Override
        public void start() {
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPrefetchWithoutEndIsPossible() {
        DataConfig config = Fixtures.config("batch-size = 4, prefetch = " + Integer.MAX_VALUE);
        Loader loader = Loader.evaluation(Fixtures.reader(20), EVAL, config);
        assertEquals(4, LoadedBatch.read(loader, 0, 1).size());
    }

    @Test
    void batchesOutliveTheirEpoch() {
        Loader loader = training(Fixtures.reader(20), 5, 2);
        Batch batch;
        try (Epoch epoch = loader.epoch(0, 0)) {
            batch = epoch.next();
        }
        LoadedBatch copy = LoadedBatch.of(batch);
        assertEquals(LoadedBatch.read(loader, 0, 0).get(0), copy);
        batch.close();
        batch.close();
    }

    @Test
    void batchesMustBeFillable() {
        JimmException e = assertThrows(JimmException.class, () -> training(Fixtures.reader(7), 8, 1));
        assertSame(Category.CONFIGURATION, e.category());
        assertTrue(
                e.getMessage().startsWith("data.batch-size = 8 is more than the 7 training samples"), e.getMessage());
    }

    @Test
    void batchesAreSmallerThanTwoGigabytes() {
        Transform large = new EvalTransform(EvalTransform.Config.defaults(), 512, 1024, MEAN);
        Reader reader = Fixtures.reader(Integer.MAX_VALUE);
        // 2,147,483,647 / 1365, rounded up.
        assertEquals(
                1_573_249,
                Loader.evaluation(reader, large, Fixtures.config(1365, 1)).batches());
        for (int batchSize : new int[] {1366, Integer.MAX_VALUE}) {
            String message = "a batch of data.batch-size = " + batchSize
                    + " images of 1024 x 512 (input.size) would take more than 2 GB; lower one of the two";
            DataConfig config = Fixtures.config(batchSize, 1);
            JimmException e = assertThrows(JimmException.class, () -> Loader.evaluation(reader, large, config));
            assertSame(Category.CONFIGURATION, e.category());
            assertEquals(message, e.getMessage());
            assertEquals(
                    message,
                    assertThrows(JimmException.class, () -> Loader.training(reader, (epoch, batch) -> large, config, 1))
                            .getMessage());
        }
    }

    /** The same reader, which tells of each image before it gives it. */
    private static Reader watched(Reader reader, IntConsumer watcher) {
        return new Reader() {
            @Override
            public List<String> classNames() {
                return reader.classNames();
            }

            @Override
            public int size() {
                return reader.size();
            }

            @Override
            public int[] labels(int index) {
                return reader.labels(index);
            }

            @Override
            public String name(int index) {
                return reader.name(index);
            }

            @Override
            public Sample sample(int index) throws IOException {
                watcher.accept(index);
                return reader.sample(index);
            }
        };
    }

    private static void assertNoThreads() {
        assertEquals(List.of(), names());
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("jimm-loader"))
                .toList();
    }
}
