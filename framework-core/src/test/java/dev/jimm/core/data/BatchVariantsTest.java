package dev.jimm.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.augment.AugmentPolicy;
import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.image.Picture;
import dev.jimm.core.transform.TrainTransform;
import dev.jimm.core.transform.Transform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What batches hold where samples are repeated, sizes change, views are several, or a cache is used. */
@Timeout(120)
class BatchVariantsTest {
    private static final Transform TRAIN =
            new TrainTransform(TrainTransform.Config.defaults(), 16, 12, AugmentPolicy.NONE);

    @Test
    void repetitionsAreAugmentedDifferently() {
        DataConfig config = Fixtures.config("batch-size = 6, workers = 2, sampler { order = sequential, repeats = 3 }");
        Loader loader = Loader.training(Fixtures.reader(24), (epoch, batch) -> TRAIN, config, 42);
        List<LoadedBatch> batches = LoadedBatch.read(loader, 0, 0);
        assertEquals(List.of(0, 0, 0, 1, 1, 1), batches.get(0).indices());
        assertEquals(batches.subList(2, 4), LoadedBatch.read(loader, 0, 2));
        int bytes = 16 * 12 * 3;
        ByteBuffer pixels = batches.get(0).pixels();
        assertNotEquals(pixels.slice(0, bytes), pixels.slice(bytes, bytes));
        assertNotEquals(pixels.slice(bytes, bytes), pixels.slice(2 * bytes, bytes));
    }

    @Test
    void sizesChangeBetweenBatches() {
        TrainTransform own = (TrainTransform) TRAIN;
        ResolutionConfig sizes = new ResolutionConfig(List.of(8, 12, 20), ResolutionConfig.Order.RANDOM);
        Resolution resolution = new Resolution(sizes, 4, 42);
        Loader.Transforms transforms = (epoch, batch) -> {
            int side = resolution.side(epoch, batch);
            return own.sized(side, side);
        };
        List<LoadedBatch> one =
                LoadedBatch.read(Loader.training(Fixtures.reader(40), transforms, Fixtures.config(4, 1), 42), 1, 0);
        assertEquals(
                one,
                LoadedBatch.read(Loader.training(Fixtures.reader(40), transforms, Fixtures.config(4, 5), 42), 1, 0));
        Set<Integer> seen = new HashSet<>();
        for (int batch = 0; batch < one.size(); batch++) {
            int side = resolution.side(1, batch);
            assertEquals(4 * side * side * 3, one.get(batch).pixels().remaining());
            seen.add(side);
        }
        assertEquals(Set.of(8, 12, 20), seen);
    }

    @Test
    void progressiveSizesShareTheEpochs() {
        ResolutionConfig sizes = new ResolutionConfig(List.of(8, 12, 20), ResolutionConfig.Order.PROGRESSIVE);
        Resolution resolution = new Resolution(sizes, 7, 42);
        List<Integer> sides = IntStream.range(0, 9)
                .mapToObj(epoch -> resolution.side(epoch, 3))
                .toList();
        assertEquals(List.of(8, 8, 8, 12, 12, 20, 20, 20, 20), sides);
    }

    @Test
    void viewsOfASampleLieBatchAfterBatch() {
        Transform twice = new Transform() {
            @Override
            public int height() {
                return 2;
            }

            @Override
            public int width() {
                return 2;
            }

            @Override
            public int views() {
                return 2;
            }

            @Override
            public List<Image> apply(Picture picture, RandomGenerator random) {
                byte width = (byte) picture.width();
                byte[] first = new byte[12];
                byte[] second = new byte[12];
                Arrays.fill(first, width);
                Arrays.fill(second, (byte) (100 + width));
                return List.of(new Image(2, 2, first), new Image(2, 2, second));
            }
        };
        try (Epoch epoch = Loader.evaluation(Fixtures.reader(5), twice, Fixtures.config(3, 2))
                .epoch(0, 0)) {
            try (Batch batch = epoch.next()) {
                assertEquals(6, batch.count());
                assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, batch.indices());
                int[] values = IntStream.range(0, 6)
                        .map(i -> batch.pixels().get(12 * i))
                        .toArray();
                assertArrayEquals(new int[] {20, 21, 22, 120, 121, 122}, values);
                assertArrayEquals(new int[][] {{0}, {1}, {2}, {0}, {1}, {2}}, batch.labels());
            }
            try (Batch batch = epoch.next()) {
                assertArrayEquals(new int[] {3, 4, 3, 4}, batch.indices());
            }
        }
    }

    @Test
    void aCacheDecodesOnceAndChangesNothing() throws IOException {
        byte[] encoded = Fixtures.encoded(new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB), "png");
        AtomicInteger reads = new AtomicInteger();
        Reader files = encoded(20, encoded, reads);
        Loader plain = Loader.training(files, (epoch, batch) -> TRAIN, Fixtures.config("batch-size = 5"), 1);
        List<LoadedBatch> second = LoadedBatch.read(plain, 1, 0);
        assertEquals(20, reads.getAndSet(0));
        DataConfig oneMegabyte = Fixtures.config("batch-size = 5, cache-megabytes = 1");
        Loader cached = Loader.training(files, (epoch, batch) -> TRAIN, oneMegabyte, 1);
        LoadedBatch.read(cached, 0, 0);
        assertEquals(20, reads.getAndSet(0));
        assertEquals(second, LoadedBatch.read(cached, 1, 0));
        assertEquals(12, reads.get(), "of 120,000 bytes each, 8 have room in 1 MB");
    }

    /** The damage lies behind the last row, so that only what reaches that row is unreadable. */
    @Test
    void aCacheDoesNotChangeWhichSamplesAreBad() throws IOException {
        byte[] good = Fixtures.encoded(new BufferedImage(120, 100, BufferedImage.TYPE_INT_RGB), "jpg");
        byte[] damaged = Arrays.copyOf(good, good.length + 2);
        System.arraycopy(
                new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}, 0, damaged, good.length - 2, 4);
        Reader files = encoded(30, index -> index % 3 == 0 ? damaged : good, new AtomicInteger());
        List<LoadedBatch> expected = null;
        long bad = 0;
        for (int megabytes : new int[] {0, 1, 100}) {
            for (int workers : new int[] {1, 5}) {
                String keys = "batch-size = 5, workers = " + workers + ", cache-megabytes = " + megabytes;
                Loader loader = Loader.training(files, (epoch, batch) -> TRAIN, Fixtures.config(keys), 1);
                List<LoadedBatch> batches = new ArrayList<>();
                for (int epoch = 0; epoch < 3; epoch++) {
                    batches.addAll(LoadedBatch.read(loader, epoch, 0));
                }
                if (expected == null) {
                    expected = batches;
                    bad = loader.bad().count();
                }
                assertEquals(expected, batches, keys);
                assertEquals(bad, loader.bad().count(), keys);
            }
        }
        assertTrue(bad > 0 && bad < 10, bad + " of the 10 damaged images were found in 3 epochs");
    }

    /** Samples that are all the same file. */
    private static Reader encoded(int size, byte[] bytes, AtomicInteger reads) {
        return encoded(size, index -> bytes, reads);
    }

    private static Reader encoded(int size, IntFunction<byte[]> files, AtomicInteger reads) {
        Reader labels = Fixtures.reader(size);
        return new Reader() {
            @Override
            public List<String> classNames() {
                return labels.classNames();
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public int[] labels(int index) {
                return labels.labels(index);
            }

            @Override
            public String name(int index) {
                return labels.name(index);
            }

            @Override
            public Sample sample(int index) {
                reads.incrementAndGet();
                return new Sample.Encoded(files.apply(index));
            }
        };
    }

    @Test
    void configurationIsChecked() {
        for (int workers : new int[] {0, 257}) {
            assertProblem("'data.workers' must be between 1 and 256, not " + workers, "workers = " + workers);
        }
        assertEquals(256, Fixtures.config(4, 256).workers());
        assertProblem("'data.batch-size' must be at least 1, not 0", "batch-size = 0");
        assertProblem("'data.cache-megabytes' must be at least 0, not -1", "cache-megabytes = -1");
        assertProblem("'data.sampler.repeats' must be at least 1, is 0", "sampler.repeats = 0");
        assertProblem(
                "'data.sampler.repeats' must be at most the batch-size of 4, is 5",
                "batch-size = 4, sampler.repeats = 5");
        assertProblem("'data.resolution.sizes' must be 1 to 8192 pixels, are [0]", "resolution.sizes = [0]");
    }

    private static void assertProblem(String problem, String keys) {
        String message =
                assertThrows(JimmException.class, () -> Fixtures.config(keys)).getMessage();
        assertTrue(message.contains(problem), message);
    }
}
