package dev.jimm.core.file;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files so that, whatever happens, a reader finds the old content or the new one and never a part. */
public final class AtomicFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);

    /** What is to be in a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFiles() {}

    /**
     * Writes beside the file, forces the bytes to the disk, and only then takes the file's place. A link stays one, and
     * the file that it names is written. What is no file, as a pipe or a device, cannot be replaced and is written to
     * as the content comes.
     *
     * <p>The name beside the file is always the same, so that kills leave no more than one file behind; one writer at
     * a time.
     *
     * @throws JimmException (DATA) when the content cannot be written; the file is then as it was
     */
    public static void write(Path file, Content content) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
                try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                    content.writeTo(out);
                }
            } else {
                replace(Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath(), content);
            }
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    file + ": cannot be written: " + Reason.of(e) + ". "
                            + (Files.isRegularFile(file) ? "The previous file is intact" : "Nothing was left behind")
                            + "; make room or allow writing in "
                            + file.toAbsolutePath().getParent() + ", then try again",
                    e);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            writeForced(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        confirm(file.getParent());
    }

    /**
     * Writes a file that nobody looks for yet, or that a kill left half written.
     *
     * @return the fingerprint of what was meant to be written, so that a disk that keeps something else is found out
     */
    public static Fingerprint writeForced(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
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
    public static void forceFolder(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The same for what has its final name: it can be read, so that this fails is no failure of the writing. */
    public static void confirm(Path folder) {
        try {
            forceFolder(folder);
        } catch (IOException e) {
            LOG.warn("{}: its files were written, but the disk does not confirm it: {}", folder, Reason.of(e));
        }
    }
}
