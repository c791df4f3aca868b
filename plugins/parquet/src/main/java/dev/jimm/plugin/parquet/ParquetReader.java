package dev.jimm.plugin.parquet;

import dev.jimm.api.data.Reader;
import dev.jimm.api.data.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A part of a data set. Its images are unpacked at the first {@link #sample}. */
final class ParquetReader implements Reader {
    private final Part part;
    private final List<String> classNames;
    private final int[] ranks;
    private final boolean multiLabel;

    /** @param classes complete */
    ParquetReader(Part part, Classes classes) {
        this.part = part;
        classNames = classes.names();
        ranks = classes.ranks();
        multiLabel = classes.isMultiLabel();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int size() {
        return part.labels().size();
    }

    @Override
    public int[] labels(int index) {
        int[] labels = part.labels().get(index);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = ranks[labels[i]];
        }
        return labels;
    }

    @Override
    public boolean isMultiLabel() {
        return multiLabel;
    }

    @Override
    public String name(int index) {
        return part.name(index);
    }

    /**
     * Reads a sample; the first call unpacks all of them, and others wait for it.
     *
     * @throws IOException if the row has no image, or cannot be read
     * @throws UncheckedIOException if the part cannot be unpacked, for want of disk space or because a file is damaged.
     *     Unchecked, because it concerns all samples: the run ends, instead of going on without each of them.
     */
    @Override
    public Sample sample(int index) throws IOException {
        byte[] bytes = part.images().read(index);
        if (bytes.length == 0) {
            throw new IOException(name(index) + " has no image bytes");
        }
        return new Sample.Encoded(bytes);
    }

    @Override
    public void close() throws IOException {
        part.images().close();
    }
}
