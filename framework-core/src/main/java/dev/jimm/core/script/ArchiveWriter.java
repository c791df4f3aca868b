package dev.jimm.core.script;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the zip file of a TorchScript archive: entries in one folder, not compressed, because readers map them, and beginning at
 * multiples of 64 bytes. The same entries give the same bytes.
 */
final class ArchiveWriter {
    private static final int ALIGNMENT = 64;
    /** The header of an entry without its name and padding. */
    private static final int ENTRY_HEADER = 30;
    /** The padding is a field of its own, with an identifier and a size. */
    private static final int FIELD_HEADER = 4;
    /** The identifier that PyTorch takes for it. */
    private static final String PADDING = "FB";
    /** That of PyTorch 1.13 and later: which operators behave how. */
    private static final String FORMAT_VERSION = "10\n";
    /** The oldest time that needs no further field in an entry. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final String folder;
    private final Counter counter;
    private final ZipOutputStream zip;

    /** @param folder the archive's name */
    ArchiveWriter(OutputStream out, String folder) {
        this.folder = folder;
        counter = new Counter(new BufferedOutputStream(out));
        zip = new ZipOutputStream(counter);
    }

    private static final class Counter extends FilterOutputStream {
        private long position;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }
    }

    ArchiveWriter add(String name, String text) throws IOException {
        return add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    ArchiveWriter add(String name, byte[] content) throws IOException {
        return add(name, ByteBuffer.wrap(content));
    }

    /** @param content from its position to its limit */
    ArchiveWriter add(String name, ByteBuffer content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content.duplicate());
        ZipEntry entry = new ZipEntry(folder + "/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(TIME);
        entry.setExtra(padding(entry.getName()));
        zip.putNextEntry(entry);
        WritableByteChannel channel = Channels.newChannel(zip);
        ByteBuffer rest = content.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        zip.closeEntry();
        return this;
    }

    private byte[] padding(String name) {
        long begin = counter.position + ENTRY_HEADER + name.getBytes(StandardCharsets.UTF_8).length + FIELD_HEADER;
        int size = (int) Math.floorMod(-begin, (long) ALIGNMENT);
        byte[] field = new byte[FIELD_HEADER + size];
        field[0] = (byte) PADDING.charAt(0);
        field[1] = (byte) PADDING.charAt(1);
        field[2] = (byte) size;
        return field;
    }

    /** Adds what every archive has, and ends it; what it was written to stays open. */
    void finish() throws IOException {
        add("constants.pkl", Pickle.ofNothing());
        add("version", FORMAT_VERSION);
        add("byteorder", "little");
        zip.finish();
        counter.flush();
    }
}
