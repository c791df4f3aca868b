package dev.jimm.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An entry of a zip archive, mapped into memory. */
final class ZipPart {
    private static final int WINDOW = 1 << 16;

    private final Path file;
    private final String name;
    private final ByteBuffer raw;
    private final boolean deflated;
    private final long size;
    private final long checksum;
    private final boolean summed;
    private volatile boolean checked;

    /**
     * @param raw the bytes in the archive
     * @param size the size of what they stand for
     * @param checksum its CRC-32
     * @param summed whether the archive has checksums at all
     */
    ZipPart(Path file, String name, ByteBuffer raw, boolean deflated, long size, long checksum, boolean summed) {
        this.file = file;
        this.name = name;
        this.raw = raw;
        this.deflated = deflated;
        this.size = size;
        this.checksum = checksum;
        this.summed = summed;
    }

    long size() {
        return size;
    }

    /** The content, whole and of the right checksum: mapped where it is stored as it is, and else a copy. */
    ByteBuffer content() {
        if (!deflated) {
            requireSound();
            return raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }
        // what it really inflates to is known before there is room for it
        requireSound();
        ByteBuffer content = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        inflate(content::put);
        return content.flip();
    }

    /** The first bytes, as many as there are up to a length; not checked against the checksum. */
    ByteBuffer head(int length) {
        int taken = (int) Math.min(length, size);
        if (!deflated) {
            return raw.slice(0, taken).order(ByteOrder.LITTLE_ENDIAN);
        }
        byte[] head = new byte[taken];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(raw.duplicate());
            int filled = 0;
            for (int more = 1; more > 0 && filled < taken; filled += more) {
                more = inflater.inflate(head, filled, taken - filled);
            }
            if (filled < taken) {
                throw damaged("is shorter than the archive says");
            }
        } catch (DataFormatException e) {
            throw damaged("cannot be inflated");
        } finally {
            inflater.end();
        }
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireSound() {
        if (checked) {
            return;
        }
        CRC32 actual = new CRC32();
        if (deflated) {
            inflate(actual::update);
        } else if (summed) {
            actual.update(raw.duplicate());
        }
        if (summed && actual.getValue() != checksum) {
            throw damaged("does not have the checksum that the archive says");
        }
        checked = true;
    }

    private interface Taker {
        void take(ByteBuffer window);
    }

    private void inflate(Taker taker) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(raw.duplicate());
            ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW, size + 1));
            long total = 0;
            while (!inflater.finished()) {
                window.clear();
                int more = inflater.inflate(window);
                total += more;
                if (more == 0 && !inflater.finished() || total > size) {
                    break;
                }
                taker.take(window.flip());
            }
            if (total != size || !inflater.finished()) {
                throw damaged("does not have the size that the archive says");
            }
        } catch (DataFormatException e) {
            throw damaged("cannot be inflated");
        } finally {
            inflater.end();
        }
    }

    private RuntimeException damaged(String problem) {
        return Refusal.damaged(file, "its entry '" + name + "' " + problem);
    }
}
