package dev.jimm.core.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The entries of a zip archive, each mapped into memory. That they lie within the file, under the same name in the
 * archive's directory and before their data, is checked; their data are when they are read.
 */
final class ZipContents {
    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_SIGNATURE = 0x04034B50;
    private static final int NAME_LENGTH_AT = 26;
    private static final int EXTRA_LENGTH_AT = 28;
    /** The record at the archive's end, before a comment. */
    private static final int END = 22;

    private static final int END_SIGNATURE = 0x06054B50;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int COUNT_AT = 10;
    /** Says that the number stands in another record, which nobody but large archives has. */
    private static final int ZIP64_COUNT = 0xFFFF;

    /** Deflate cannot do better. */
    private static final long BEST_RATIO = 1032;

    private ZipContents() {}

    /**
     * Opens an archive.
     *
     * @return the entries by name, without folders, in the order of the archive's directory
     */
    static Map<String, ZipPart> open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                ZipFile zip = ZipFile.builder()
                        .setSeekableByteChannel(new BoundedReads(channel))
                        .setUseUnicodeExtraFields(false)
                        .setIgnoreLocalFileHeader(true)
                        .get()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            requireAll(file, channel, entries.size());
            List<FileParts.Place> places = new ArrayList<>();
            for (ZipArchiveEntry entry : entries) {
                places.add(place(file, channel, entry));
            }
            return parts(file, entries, FileParts.map(channel, places));
        } catch (IOException e) {
            throw Refusal.damaged(
                    file, "it begins as a zip archive and has no sound directory at its end (" + innermost(e) + ")");
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            // what the library throws at some directories that are none
            throw Refusal.damaged(file, "it begins as a zip archive and its directory makes no sense");
        }
    }

    private static String innermost(Throwable e) {
        return e.getCause() == null ? e.getMessage() : innermost(e.getCause());
    }

    /** The library reads a directory up to the first entry that is none, and takes what it has by then for all. */
    private static void requireAll(Path file, FileChannel channel, int found) throws IOException {
        int length = (int) Math.min(channel.size(), END + LONGEST_COMMENT);
        ByteBuffer end = FileParts.read(channel, channel.size() - length, length);
        int at = length - END;
        while (at > 0 && end.getInt(at) != END_SIGNATURE) {
            at--;
        }
        int counted = Short.toUnsignedInt(end.getShort(at + COUNT_AT));
        if (counted != ZIP64_COUNT && counted != found) {
            throw Refusal.damaged(file, "it has " + found + " entries, and its directory should have " + counted);
        }
    }

    private static Map<String, ZipPart> parts(Path file, List<ZipArchiveEntry> entries, ByteBuffer[] data) {
        // PyTorch can be told to save the time for checksums, and then writes zeros
        boolean summed = entries.stream().anyMatch(entry -> entry.getCrc() != 0);
        Map<String, ZipPart> parts = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i++) {
            ZipArchiveEntry entry = entries.get(i);
            if (entry.isDirectory()) {
                continue;
            }
            boolean deflated = entry.getMethod() == ZipEntry.DEFLATED;
            ZipPart part =
                    new ZipPart(file, entry.getName(), data[i], deflated, entry.getSize(), entry.getCrc(), summed);
            if (parts.put(entry.getName(), part) != null) {
                throw Refusal.damaged(file, "two entries are named '" + entry.getName() + "'");
            }
        }
        return parts;
    }

    private static FileParts.Place place(Path file, FileChannel channel, ZipArchiveEntry entry) throws IOException {
        String described = "its entry '" + Refusal.requireName(file, entry.getName()) + "' ";
        requireReadable(file, described, entry);
        long begin = entry.getLocalHeaderOffset();
        byte[] name = entry.getRawName();
        if (begin < 0 || begin > channel.size() - LOCAL_HEADER - name.length) {
            throw Refusal.damaged(file, described + "lies behind its end");
        }
        ByteBuffer header = FileParts.read(channel, begin, LOCAL_HEADER + name.length);
        if (header.getInt(0) != LOCAL_SIGNATURE
                || Short.toUnsignedInt(header.getShort(NAME_LENGTH_AT)) != name.length
                || !Arrays.equals(header.array(), LOCAL_HEADER, LOCAL_HEADER + name.length, name, 0, name.length)) {
            throw Refusal.damaged(file, described + "is not where the archive's directory says");
        }
        long data = begin + header.limit() + Short.toUnsignedInt(header.getShort(EXTRA_LENGTH_AT));
        if (entry.getCompressedSize() > channel.size() - data) {
            throw Refusal.damaged(file, described + "goes on behind its end");
        }
        return new FileParts.Place(data, entry.getCompressedSize());
    }

    private static void requireReadable(Path file, String described, ZipArchiveEntry entry) {
        boolean stored = entry.getMethod() == ZipEntry.STORED;
        if (entry.getGeneralPurposeBit().usesEncryption() || !stored && entry.getMethod() != ZipEntry.DEFLATED) {
            throw Refusal.of(
                    file, described + "is encrypted or packed in a rare way; unpack the archive and zip it anew");
        }
        long packed = entry.getCompressedSize();
        if (packed < 0
                || entry.getSize() < 0
                || (stored ? packed != entry.getSize() : entry.getSize() / BEST_RATIO > packed)) {
            throw Refusal.damaged(file, described + "has sizes that contradict each other");
        }
        long larger = Math.max(packed, entry.getSize());
        if (larger > Integer.MAX_VALUE) {
            throw Refusal.of(
                    file,
                    described + "has " + larger + " bytes; a single one may have " + Integer.MAX_VALUE
                            + ". Save the tensors each by itself, or as safetensors");
        }
    }
}
