package dev.jimm.core.reader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Writes small tar archives, also broken ones. */
final class TarWriter {
    private static final int SIZE = 124;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream output =
            new TarArchiveOutputStream(bytes, TarConstants.DEFAULT_RCDSIZE, StandardCharsets.UTF_8.name());
    private final Map<Integer, String> sizes = new HashMap<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    TarWriter file(String name, byte[] content) throws IOException {
        return entry('0', name, content);
    }

    TarWriter file(String name, String content) throws IOException {
        return file(name, bytes(content));
    }

    /** @param size what the field of the size has in it, whatever the content */
    TarWriter file(String name, String content, String size) throws IOException {
        sizes.put((int) output.getBytesWritten(), size);
        return file(name, content);
    }

    TarWriter entry(char type, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type, true);
        entry.setModTime(0);
        entry.setSize(content.length);
        output.putArchiveEntry(entry);
        output.write(content);
        output.closeArchiveEntry();
        return this;
    }

    /** With records before it, such as {@code 18 path=cat/1.jpg} and a line break. */
    TarWriter pax(String records, String name, String content) throws IOException {
        return entry('x', "PaxHeader", bytes(records)).file(name, content);
    }

    /** A record about all entries. */
    TarWriter global(String key, String value) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("global", TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER);
        entry.addPaxHeader(key, value);
        output.putArchiveEntry(entry);
        return this;
    }

    /** With the end mark. */
    byte[] complete() throws IOException {
        output.finish();
        byte[] archive = bytes.toByteArray();
        sizes.forEach((header, size) -> setSize(archive, header, size));
        return archive;
    }

    Path writeTo(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, complete());
    }

    private static void setSize(byte[] archive, int start, String size) {
        byte[] header = new byte[TarConstants.DEFAULT_RCDSIZE];
        System.arraycopy(archive, start, header, 0, header.length);
        byte[] field = size.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(field, 0, header, SIZE, field.length);
        // the sum is made as if it were blank
        Arrays.fill(
                header, TarConstants.CHKSUM_OFFSET, TarConstants.CHKSUM_OFFSET + TarConstants.CHKSUMLEN, (byte) ' ');
        TarUtils.formatCheckSumOctalBytes(
                TarUtils.computeCheckSum(header), header, TarConstants.CHKSUM_OFFSET, TarConstants.CHKSUMLEN);
        System.arraycopy(header, 0, archive, start, header.length);
    }
}
