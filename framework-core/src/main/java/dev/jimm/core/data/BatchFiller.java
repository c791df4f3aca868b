package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import dev.jimm.api.image.Image;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.image.ImageDecoder;
import dev.jimm.core.image.Picture;
import dev.jimm.core.image.UnreadableImageException;
import dev.jimm.core.transform.Transform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Makes one batch: reads, transforms and copies its samples into a buffer. Safe for several threads at once. */
final class BatchFiller {
    private final Reader reader;
    private final DataConfig config;
    private final boolean replaceBad;
    private final ImageCache cache;
    private final BadSamples bad = new BadSamples();
    private final boolean rootWasThere;
    private final Map<Integer, Queue<ByteBuffer>> buffers = new ConcurrentHashMap<>();

    BatchFiller(Reader reader, DataConfig config, boolean replaceBad, ImageCache cache) {
        this.reader = reader;
        this.config = config;
        this.replaceBad = replaceBad;
        this.cache = cache;
        rootWasThere = Files.exists(config.root());
    }

    /** @throws JimmException CONFIGURATION if a batch would exceed 2 GB */
    static int batchBytes(Transform transform, DataConfig config) {
        double bytes = (double) config.batchSize()
                * transform.views()
                * transform.height()
                * transform.width()
                * Image.CHANNELS;
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
     * A batch.
     *
     * @param visits of the whole epoch
     * @param first the position of the batch's first sample in the epoch
     * @param stopped is asked before each sample
     * @throws CancellationException if stopped
     */
    Batch fill(Visits visits, int first, Transform transform, BooleanSupplier stopped) {
        int bytes = batchBytes(transform, config);
        Queue<ByteBuffer> free = buffers.computeIfAbsent(bytes, unused -> new ConcurrentLinkedQueue<>());
        ByteBuffer used = free.poll();
        ByteBuffer buffer =
                used == null ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()) : used.clear();
        try {
            return fill(buffer, visits, first, transform, stopped, () -> free.add(buffer));
        } catch (RuntimeException | Error e) {
            free.add(buffer);
            throw e;
        }
    }

    private Batch fill(
            ByteBuffer buffer,
            Visits visits,
            int first,
            Transform transform,
            BooleanSupplier stopped,
            Runnable release) {
        List<Found> all = new ArrayList<>();
        int last = Math.min(first + config.batchSize(), visits.order().length);
        for (int position = first; position < last; position++) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException("the epoch is closed");
            }
            Found found = replaceBad ? readable(visits, position, transform) : tried(visits, position, transform);
            if (found == null) {
                // Only in evaluation: in training, another sample has taken the place.
                requireFewInRow(visits.order(), position);
                continue;
            }
            all.add(found);
        }
        return batch(buffer, all, transform, release);
    }

    private Batch batch(ByteBuffer buffer, List<Found> samples, Transform transform, Runnable release) {
        int count = samples.size() * transform.views();
        int[][] labels = new int[count][];
        int[] indices = new int[count];
        int image = 0;
        for (int view = 0; view < transform.views(); view++) {
            for (Found found : samples) {
                buffer.put(found.views().get(view).pixels());
                labels[image] = reader.labels(found.index());
                indices[image++] = found.index();
            }
        }
        buffer.flip();
        return new Batch(buffer, count, transform.height(), transform.width(), labels, indices, release);
    }

    /** A sample that could be read, transformed. */
    private record Found(int index, List<Image> views) {}

    /** The sample at a position, or the nearest readable one behind it (after the last position comes the first). */
    private Found readable(Visits visits, int position, Transform transform) {
        List<Integer> failed = new ArrayList<>();
        int[] order = visits.order();
        for (int i = 0; failed.size() < badInRowLimit(order) && i < order.length; i++) {
            int candidate = (position + i) % order.length;
            if (failed.contains(order[candidate])) {
                continue; // the repetition of one that was tried
            }
            Found found = tried(visits, candidate, transform);
            if (found != null) {
                return found;
            }
            failed.add(order[candidate]);
        }
        throw tooManyBad(failed);
    }

    /** The sample at a position, or null if it is unreadable. */
    private Found tried(Visits visits, int position, Transform transform) {
        int index = visits.order()[position];
        try {
            List<Image> views = transform.apply(picture(index), visits.random(position));
            requireSize(views, transform, index);
            return new Found(index, views);
        } catch (UnreadableImageException e) {
            bad.add(index, e.getMessage());
            return null;
        } catch (IOException e) {
            bad.add(index, reader.name(index) + ": " + e);
            return null;
        } catch (JimmException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw new JimmException(Category.DATA, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new JimmException(Category.INTERNAL, "cannot read or transform " + reader.name(index) + ": " + e, e);
        }
    }

    private Picture picture(int index) throws IOException {
        Image cached = cache.get(index);
        if (cached != null) {
            return Picture.of(cached);
        }
        Sample sample = reader.sample(index);
        if (sample instanceof Sample.Decoded decoded) {
            return Picture.of(decoded.image());
        }
        byte[] encoded = ((Sample.Encoded) sample).bytes();
        return cache.kept(index, ImageDecoder.open(encoded, reader.name(index), config.decode()));
    }

    private void requireSize(List<Image> views, Transform transform, int index) {
        boolean right = views.size() == transform.views()
                && views.stream()
                        .allMatch(image -> image.height() == transform.height() && image.width() == transform.width());
        if (!right) {
            throw new JimmException(
                    Category.INTERNAL,
                    "the transform made " + views + " of " + reader.name(index) + ", not " + transform.views() + " of "
                            + transform.width() + " x " + transform.height());
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
        return Math.min(config.maxBadInRow(), order.length - 1) + 1;
    }

    private JimmException tooManyBad(List<Integer> indices) {
        if (rootWasThere && !Files.exists(config.root())) {
            return new JimmException(
                    Category.DATA,
                    "data.root = " + config.root() + " is not there any more; the last that was looked for: "
                            + bad.reason(indices.get(indices.size() - 1)) + ". Bring it back, then resume");
        }
        return new JimmException(
                Category.DATA,
                indices.size() + " images in a row cannot be read (data.max-bad-in-row = " + config.maxBadInRow()
                        + "):\n  "
                        + indices.stream().map(bad::reason).collect(Collectors.joining("\n  "))
                        + "\nRepair or delete them.");
    }
}
