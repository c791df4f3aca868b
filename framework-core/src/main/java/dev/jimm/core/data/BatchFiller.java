package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** Makes one batch: reads, transforms and copies its samples into a buffer. Safe for several threads at once. */
final class BatchFiller {
    private final Reader reader;
    private final Transform transform;
    private final int batchSize;
    private final int maxBadInRow;
    private final boolean replaceBad;
    private final Loader.SampleRandom random;
    private final BadSamples bad = new BadSamples();
    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    BatchFiller(Reader reader, Transform transform, DataConfig config, boolean replaceBad, Loader.SampleRandom random) {
        this.reader = reader;
        this.transform = transform;
        this.batchSize = config.batchSize();
        this.maxBadInRow = config.maxBadInRow();
        this.replaceBad = replaceBad;
        this.random = random;
    }

    BadSamples bad() {
        return bad;
    }

    /**
     * The batch of the positions from number x batchSize in the order of the epoch.
     *
     * @param stopped is asked before each sample
     * @throws CancellationException if stopped
     */
    Batch fill(int[] order, long epoch, int number, BooleanSupplier stopped) {
        int sampleBytes = transform.height() * transform.width() * Image.CHANNELS;
        ByteBuffer buffer = takeBuffer(sampleBytes);
        try {
            return fill(buffer, order, epoch, number, stopped);
        } catch (RuntimeException | Error e) {
            buffers.add(buffer);
            throw e;
        }
    }

    private Batch fill(ByteBuffer buffer, int[] order, long epoch, int number, BooleanSupplier stopped) {
        int first = number * batchSize;
        int last = Math.min(first + batchSize, order.length);
        int[] labels = new int[last - first];
        int[] indices = new int[last - first];
        int count = 0;
        for (int position = first; position < last; position++) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException("the epoch is closed");
            }
            Found found = readable(order, position);
            if (!found.inPlace() && !replaceBad) {
                continue;
            }
            byte[] pixels = transformed(found, epoch).pixels();
            buffer.put(count * pixels.length, pixels);
            labels[count] = reader.label(found.index());
            indices[count] = found.index();
            count++;
        }
        buffer.limit(count * transform.height() * transform.width() * Image.CHANNELS);
        return new Batch(
                buffer,
                count,
                transform.height(),
                transform.width(),
                Arrays.copyOf(labels, count),
                Arrays.copyOf(indices, count),
                () -> buffers.add(buffer));
    }

    /** A sample that could be read; in place if it is the one of the position that was asked for. */
    private record Found(int index, Image image, boolean inPlace) {}

    /** The sample at a position, or the nearest readable one behind it (after the last position comes the first). */
    private Found readable(int[] order, int position) {
        List<String> failures = new ArrayList<>();
        int tries = Math.min(maxBadInRow + 1, order.length);
        for (int i = 0; i < tries; i++) {
            int index = order[(position + i) % order.length];
            try {
                return new Found(index, reader.image(index), i == 0);
            } catch (UnreadableImageException e) {
                bad.add(index, e);
                failures.add(e.getMessage());
            } catch (RuntimeException e) {
                throw failed("read", index, e);
            }
        }
        throw new JimmException(
                Category.DATA,
                tries + " images in a row cannot be read (data.max-bad-in-row = " + maxBadInRow + "):\n  "
                        + String.join("\n  ", failures)
                        + "\nRepair or delete them.");
    }

    private Image transformed(Found found, long epoch) {
        Image image;
        try {
            image = transform.apply(found.image(), random.of(epoch, found.index()));
        } catch (RuntimeException e) {
            throw failed("transform", found.index(), e);
        }
        if (image.height() != transform.height() || image.width() != transform.width()) {
            throw new JimmException(
                    Category.INTERNAL,
                    "the transform made " + image + " of " + reader.name(found.index()) + ", not " + transform.width()
                            + " x " + transform.height());
        }
        return image;
    }

    private JimmException failed(String what, int index, RuntimeException cause) {
        if (cause instanceof JimmException known) {
            return known;
        }
        return new JimmException(Category.INTERNAL, "cannot " + what + " " + reader.name(index) + ": " + cause, cause);
    }

    private ByteBuffer takeBuffer(int sampleBytes) {
        ByteBuffer used = buffers.poll();
        if (used != null) {
            return used.clear();
        }
        return ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, sampleBytes))
                .order(ByteOrder.nativeOrder());
    }
}
