package dev.jimm.plugin.parquet;

import dev.jimm.plugin.parquet.Parquet.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The images of a part, which are unpacked when the first one is asked for: a run may need only the other part. */
final class PartImages implements AutoCloseable {
    private final List<Path> files;
    private final Options options;
    private final int rows;
    private final long bytes;
    private final Path folder;

    private ImageStore store;
    private IOException failure;

    /** Set without the lock, so that unpacking ends early. */
    private volatile boolean closed;

    /**
     * Touches no file.
     *
     * @param rows in all files
     * @param bytes of all images
     * @param folder for the unpacked images
     */
    PartImages(List<Path> files, Options options, int rows, long bytes, Path folder) {
        this.files = files;
        this.options = options;
        this.rows = rows;
        this.bytes = bytes;
        this.folder = folder;
    }

    /**
     * The bytes of an image; none where the row has no image.
     *
     * @throws IOException if this one cannot be read
     * @throws UncheckedIOException if the part cannot be unpacked, again at every call, without another attempt
     */
    byte[] read(int index) throws IOException {
        return unpacked().read(index);
    }

    private synchronized ImageStore unpacked() {
        if (store == null && failure == null) {
            try {
                store = unpack();
            } catch (IOException | RuntimeException e) {
                failure = new IOException("the images cannot be unpacked into " + folder + ": " + e.getMessage(), e);
            }
        }
        if (failure != null) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
        return store;
    }

    private ImageStore unpack() throws IOException {
        ImageStore images = new ImageStore(folder, bytes);
        try {
            for (Path path : files) {
                unpack(path, images);
            }
            if (images.size() != rows) {
                throw new IOException(files + " had " + rows + " rows when they were opened, and now have "
                        + images.size() + "; leave them as they are during a run");
            }
            images.requireAny(files);
            return images;
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    private void unpack(Path path, ImageStore images) throws IOException {
        try (ParquetFile file = ParquetFile.open(path)) {
            Columns columns = Columns.of(file, options);
            for (int group = 0; group < file.rowGroups(); group++) {
                if (closed) {
                    throw new IOException("they were closed meanwhile");
                }
                columns.loadImages(group, images);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        synchronized (this) {
            if (store != null) {
                store.close();
            }
        }
    }
}
