package dev.jimm.core.weights;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files so that, whatever happens, a reader finds the old content or the new one and never a part. */
public final class AtomicFiles {
    /** What is to be in a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFiles() {}

    /**
     * Writes beside the file, forces the bytes to the disk, and only then takes the file's place.
     *
     * @throws JimmException (DATA) when the content cannot be written; the file is then as it was
     */
    public static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                writeForced(temporary, content);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    file + ": cannot be written: " + Reason.of(e) + ". "
                            + (Files.exists(file) ? "The previous file is intact" : "Nothing was left behind")
                            + "; make room or allow writing in " + folder + ", then try again",
                    e);
        }
        forceFolder(folder);
    }

    /**
     * Writes a file that nobody looks for yet.
     *
     * @return the fingerprint of what was meant to be written, so that a disk that keeps something else is found out
     */
    static Fingerprint writeForced(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Fingerprint.Taker taker = new Fingerprint.Taker(Channels.newOutputStream(channel));
            content.writeTo(taker);
            channel.force(true);
            return taker.fingerprint();
        }
    }

    /**
     * Makes the names in a folder last through a power failure. Where a folder cannot be opened (Windows), renaming
     * does so itself.
     */
    static void forceFolder(Path folder) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    folder + ": its files were written, but the disk does not confirm it: " + Reason.of(e)
                            + "; check the disk",
                    e);
        }
    }
}
