package dev.jimm.core.data;

import dev.jimm.api.image.Image;
import java.util.List;

/** A labelled set of images in a fixed order. Safe for use by several threads at once. */
public interface Reader {
    /** The classes in the order of their labels, never empty. */
    List<String> classNames();

    /** How many samples there are, at least one. */
    int size();

    /** The class of a sample, an index into {@link #classNames()}. */
    int label(int index);

    /** Where a sample comes from, for messages and tables: a path, or a file and a position in it. */
    String name(int index);

    /**
     * Reads and decodes a sample.
     *
     * @throws UnreadableImageException if this one sample cannot be used; others may
     */
    Image image(int index) throws UnreadableImageException;
}
