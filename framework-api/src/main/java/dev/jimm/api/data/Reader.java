package dev.jimm.api.data;

import dev.jimm.api.API;
import java.io.IOException;
import java.util.List;

/**
 * Labelled images in a fixed order. Safe for use by several threads at once; nobody calls it any more after
 * {@link #close()}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Reader extends AutoCloseable {
    /** The classes in the order of their labels, never empty. */
    List<String> classNames();

    /** How many samples there are, at least one. */
    int size();

    /**
     * The classes of a sample, indices into {@link #classNames()}: one, or any number where {@link #isMultiLabel()}.
     * Costs no file access.
     */
    int[] labels(int index);

    /** Whether a sample can have several classes, or none. */
    default boolean isMultiLabel() {
        return false;
    }

    /** Where a sample comes from, for messages and tables: a path, or a file and a position in it. */
    String name(int index);

    /**
     * Reads a sample.
     *
     * @throws IOException if this one sample cannot be read; the run goes on with the others
     * @throws java.io.UncheckedIOException if none can be read any more, as when the disk is full; the run ends with
     *     the message
     */
    Sample sample(int index) throws IOException;

    /** Gives back files and memory. */
    @Override
    default void close() throws IOException {}
}
