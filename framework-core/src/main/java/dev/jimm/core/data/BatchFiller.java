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
import java.util.stream.Collectors;

/** Makes one batch: reads, transforms and copies its samples into a buffer. Safe for several threads at once. */
final class BatchFiller {
    private final Reader reader;
    private final Transform transform;
    private final int batchSize;
    private final int batchBytes;
    private final int maxBadInRow;
    private final boolean replaceBad;
    private final Loader.SampleRandom random;
    private final BadSamples bad = new BadSamples();
    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    BatchFiller(Reader reader, Transform transform, DataConfig config, boolean replaceBad, Loader.SampleRandom random) {
        this.reader = reader;
        this.transform = transform;
        this.batchSize = config.batchSize();
        this.batchBytes = batchBytes(transform, config);
        this.maxBadInRow = config.maxBadInRow();
        this.replaceBad = replaceBad;
        this.random = random;
    }

    private static int batchBytes(Transform transform, DataConfig config) {
        double bytes = (double) config.batchSize() * transform.height() * transform.width() * Image.CHANNELS;
        if (bytes > Integer.MAX_VALUE) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "a batch of data.batch-size = " + config.batchSize() + " images of " + transform.width() + " x "
                            + transform.height() + " (input.size) would take more than 2 GB; lower one of the two");
        }
        return (int) bytes;
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
        ByteBuffer buffer = takeBuffer();
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
            Found found = replaceBad ? readable(order, position) : tried(order[position]);
            if (found == null) {
                // Only in evaluation: in training, another sample has taken the place.
                requireFewInRow(order, position);
                continue;
            }
            byte[] pixels = transformed(found, epoch).pixels();
            buffer.put(count * pixels.length, pixels);
            labels[count] = reader.label(found.index());
            indices[count] = found.index();
            count++;
        }
        buffer.limit(batchBytes / batchSize * count);
        return new Batch(
                buffer,
                count,
                transform.height(),
                transform.width(),
                Arrays.copyOf(labels, count),
                Arrays.copyOf(indices, count),
                () -> buffers.add(buffer));
    }

    /** A sample that could be read. */
    private record Found(int index, Image image) {}

    /** The sample at a position, or the nearest readable one behind it (after the last position comes the first). */
    private Found readable(int[] order, int position) {
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < badInRowLimit(order); i++) {
            int index = order[(position + i) % order.length];
            Found found = tried(index);
            if (found != null) {
                return found;
            }
            failed.add(index);
        }
        throw tooManyBad(failed);
    }

    /** The sample, or null if it is unreadable. */
    private Found tried(int index) {
        try {
            return new Found(index, reader.image(index));
        } catch (UnreadableImageException e) {
            bad.add(index, e);
            return null;
        } catch (RuntimeException e) {
            throw failed("read", index, e);
        }
    }

    /**
     * Fails if the unreadable sample at a position closes a row of too many. Its neighbours may belong to batches of
     * other threads; whoever comes last to a row sees all of it.
     */
    private void requireFewInRow(int[] order, int position) {
        int first = position;
        while (first > 0 && position - first < badInRowLimit(order) && bad.contains(order[first - 1])) {
            first--;
        }
        int end = position + 1;
        while (end < order.length && end - first < badInRowLimit(order) && bad.contains(order[end])) {
            end++;
        }
        if (end - first >= badInRowLimit(order)) {
            throw tooManyBad(Arrays.stream(order, first, end).boxed().toList());
        }
    }

    private int badInRowLimit(int[] order) {
        return Math.min(maxBadInRow, order.length - 1) + 1;
    }

    private JimmException tooManyBad(List<Integer> indices) {
        return new JimmException(
                Category.DATA,
                indices.size() + " images in a row cannot be read (data.max-bad-in-row = " + maxBadInRow + "):\n  "
                        + indices.stream().map(bad::reason).collect(Collectors.joining("\n  "))
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

    private ByteBuffer takeBuffer() {
        ByteBuffer used = buffers.poll();
        if (used != null) {
            return used.clear();
        }
        return ByteBuffer.allocateDirect(batchBytes).order(ByteOrder.nativeOrder());
    }
}
