package dev.jimm.core.reader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.BiConsumer;

/**
 * An image in a tar archive.
 *
 * @param tar the number of the archive
 * @param name in the archive; of an image in an archive in it, the names of both
 * @param offset of its bytes from the beginning of the archive's file
 * @param size in bytes
 */
record TarImage(int tar, String name, long offset, long size) implements Comparable<TarImage> {
    private static final Comparator<TarImage> ORDER =
            Comparator.comparingInt(TarImage::tar).thenComparing(TarImage::name);

    /**
     * Looks through an archive, and through those in it. Hidden files and files that are no images by their names are
     * passed over.
     *
     * @param number of the archive
     * @param action is called with each image and where it lies in the archive
     * @throws IOException if it is no archive, or a broken one
     */
    static void forEach(Path tar, int number, BiConsumer<EntryPath, TarImage> action) throws IOException {
        try (TarInput input = TarInput.open(tar)) {
            walk(new TarCursor(input), "", number, action);
        }
    }

    private static void walk(TarCursor cursor, String folder, int number, BiConsumer<EntryPath, TarImage> action)
            throws IOException {
        for (TarCursor.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            String name = folder + entry.name();
            EntryPath path = EntryPath.of(name);
            if (path.isHidden()) {
                continue;
            }
            if (path.isTar() && folder.isEmpty()) {
                walk(cursor.within(entry), name + "/", number, action);
            } else if (path.isImage()) {
                action.accept(path, new TarImage(number, name, entry.offset(), entry.size()));
            }
        }
    }

    /** By name; two files of one name in one archive are the same. */
    @Override
    public int compareTo(TarImage other) {
        return ORDER.compare(this, other);
    }
}
