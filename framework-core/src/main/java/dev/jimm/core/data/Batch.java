package dev.jimm.core.data;

import dev.jimm.api.data.Reader;
import java.nio.ByteBuffer;

/**
 * Samples of one size, ready for the device. Its buffer is used again after {@link #close()}: copy what must live
 * longer.
 */
public final class Batch implements AutoCloseable {
    private final ByteBuffer pixels;
    private final int count;
    private final int height;
    private final int width;
    private final int[][] labels;
    private final int[] indices;
    private Runnable release;

    /** A batch whose buffer nobody waits for. */
    public Batch(ByteBuffer pixels, int count, int height, int width, int[][] labels, int[] indices) {
        this(pixels, count, height, width, labels, indices, () -> {});
    }

    Batch(ByteBuffer pixels, int count, int height, int width, int[][] labels, int[] indices, Runnable release) {
        this.pixels = pixels;
        this.count = count;
        this.height = height;
        this.width = width;
        this.labels = labels;
        this.indices = indices;
        this.release = release;
    }

    /**
     * The samples as unsigned bytes N, H, W, C (C = 3: red, green, blue), from position 0 to the limit; direct, native
     * order.
     */
    public ByteBuffer pixels() {
        return pixels;
    }

    /**
     * N, the number of images, at least one. With several views of a sample, first come the first views of all samples,
     * then the second ones.
     */
    public int count() {
        return count;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The classes of each sample, N times: one, or any number in multi-label data. */
    public int[][] labels() {
        return labels;
    }

    /** The index of each image's sample in its {@link Reader}, N values. */
    public int[] indices() {
        return indices;
    }

    /** Gives the buffer back to the loader. A second call does nothing. */
    @Override
    public void close() {
        Runnable once = release;
        release = () -> {};
        once.run();
    }
}
