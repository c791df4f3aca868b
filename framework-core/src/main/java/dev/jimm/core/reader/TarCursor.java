package dev.jimm.core.reader;

import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.utils.ArchiveUtils;

/**
 * Goes through the plain files of a tar archive, and reads of it nothing but the headers. Folders, links and devices are
 * passed over.
 *
 * <p>commons-compress reads the headers of one entry at a time, from a stream of its own: on its way from one entry to the
 * next it would read all the data between.
 */
final class TarCursor {
    private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;

    /**
     * An entry with its long name and its pax records: far more than any file system allows, and so little that neither
     * memory nor stack run out on a broken one.
     */
    private static final int LONGEST_HEADERS = 1 << 18;

    private final TarInput input;
    private final long start;
    private final long end;
    private long position;
    private String last = "its beginning";

    /**
     * A plain file.
     *
     * @param offset of its bytes from the beginning of the archive's file
     */
    record Entry(String name, long offset, long size) {}

    TarCursor(TarInput input) {
        this(input, 0, input.length());
    }

    private TarCursor(TarInput input, long start, long end) {
        this.input = input;
        this.start = start;
        this.end = end;
        position = start;
    }

    /** Of an archive in this archive. */
    TarCursor within(Entry archive) {
        return new TarCursor(input, archive.offset(), archive.offset() + archive.size());
    }

    /**
     * The next plain file, or null behind the last one.
     *
     * @throws IOException if it is no archive, or a broken one
     */
    Entry next() throws IOException {
        while (!isAtEnd()) {
            TarArchiveEntry header = header();
            byte type = header.getLinkFlag();
            // Links, devices and folders have no data, whatever their size field says.
            boolean empty = type >= TarConstants.LF_LINK && type <= TarConstants.LF_FIFO;
            Entry entry = new Entry(header.getName(), position, empty ? 0 : header.getSize());
            skip(entry);
            if (type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM || type == TarConstants.LF_CONTIG) {
                return entry;
            }
        }
        return null;
    }

    /** The bytes of a small file. */
    byte[] content(Entry entry) throws IOException {
        return input.read(entry.offset(), (int) entry.size());
    }

    /** Whether the end mark comes now; otherwise a header does, on the face of it. */
    private boolean isAtEnd() throws IOException {
        if (end - position < BLOCK) {
            throw position == start ? noArchive() : truncated("it ends without an end mark behind " + last);
        }
        byte[] block = input.read(position, BLOCK);
        boolean atEnd = ArchiveUtils.isArrayZero(block, BLOCK);
        if (!atEnd && !isHeader(block)) {
            throw position == start ? noArchive() : broken("no header", null);
        }
        return atEnd;
    }

    private static boolean isHeader(byte[] block) {
        try {
            return TarUtils.verifyCheckSum(block);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Goes to the data behind it. */
    private TarArchiveEntry header() throws IOException {
        long most = Math.min(end - position, LONGEST_HEADERS);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(input.stream(position, most), BLOCK, BLOCK, "UTF-8", true)) {
            TarArchiveEntry header = next(tar);
            if (header.isSparse()) {
                throw new IOException(input.path() + ": " + header.getName()
                        + " is stored as a sparse file; pack the archive without --sparse");
            }
            position += tar.getBytesRead();
            return header;
        }
    }

    private TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        TarArchiveEntry header;
        try {
            header = tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw broken(e.getMessage(), e);
        }
        if (header == null || !header.isCheckSumOK()) {
            throw broken("a long name is without its entry", null);
        }
        return header;
    }

    private void skip(Entry entry) throws IOException {
        long left = end - position;
        if (entry.size() > left) {
            throw truncated(entry.name() + " should have " + entry.size() + " bytes, but only " + left + " follow");
        }
        long padding = (BLOCK - entry.size() % BLOCK) % BLOCK;
        position = Math.min(end, position + entry.size() + padding);
        last = entry.name();
    }

    private IOException noArchive() throws IOException {
        return new IOException(input.path() + " is not a tar archive" + (start == 0 ? "" : " at byte " + start) + "; "
                + input.remedy());
    }

    private IOException broken(String reason, Exception cause) {
        String place = input.path() + " is broken at byte " + position + ", behind " + last;
        return new IOException(place + "; fetch or pack it again (" + reason + ")", cause);
    }

    private IOException truncated(String reason) {
        return new IOException(
                input.path() + " is truncated: " + reason + "; fetch or pack it again, it was not written to the end");
    }
}
