package dev.jimm.core.tensorfile;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An opened safetensors file. The header is checked in full before anything is made of it; the values are mapped into
 * memory and read when a tensor is asked for them. The map lasts as long as this object or a buffer of it is in use, so
 * the file must not be shortened meanwhile; to replace it by another file of its name is harmless.
 */
public final class SafetensorsReader implements TensorSource {
    private static final int LENGTH_BYTES = 8;
    /** The limit of the reference implementation. */
    private static final int LONGEST_HEADER = 100_000_000;

    private final Path file;
    private final Map<String, String> metadata;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private SafetensorsReader(Path file, SafetensorsHeader header, Map<String, ByteBuffer> bytes) {
        this.file = file;
        this.metadata = header.metadata();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.put(
                    entry.name(),
                    new StoredTensor(file, entry.name(), entry.type(), entry.shape(), bytes.get(entry.name())));
        }
    }

    /**
     * Opens a file.
     *
     * @throws JimmException (DATA) when it cannot be read or is not a sound safetensors file
     */
    public static SafetensorsReader open(Path file) {
        if (!Files.exists(file)) {
            throw new JimmException(Category.DATA, file + ": there is no such file; check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw new JimmException(Category.DATA, file + ": this is no regular file; name a safetensors file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int headerLength = headerLength(file, channel);
            byte[] json = read(channel, LENGTH_BYTES, headerLength).array();
            if (json.length == 0 || json[0] != '{') {
                throw notSafetensors(file, "its header does not begin with '{'");
            }
            long dataStart = LENGTH_BYTES + (long) headerLength;
            SafetensorsHeader header = SafetensorsHeader.parse(file, json, channel.size() - dataStart);
            return new SafetensorsReader(file, header, map(channel, dataStart, header.byPlace()));
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, file + ": cannot be read: " + Reason.of(e) + "; check the file and its disk", e);
        }
    }

    private static int headerLength(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw notSafetensors(file, "it has " + size + " bytes");
        }
        long length = read(channel, 0, LENGTH_BYTES).getLong();
        if (length < 0 || length > LONGEST_HEADER) {
            throw notSafetensors(
                    file,
                    "its header would have " + Long.toUnsignedString(length) + " bytes, at most " + LONGEST_HEADER
                            + " are allowed");
        }
        if (length > size - LENGTH_BYTES) {
            throw SafetensorsHeader.damaged(
                    file, "its header should have " + length + " bytes and the whole file has " + size);
        }
        return (int) length;
    }

    private static JimmException notSafetensors(Path file, String problem) {
        return new JimmException(
                Category.DATA,
                file + ": this is no safetensors file: " + problem
                        + ". Files of other formats (.pth, .bin) have to be converted, in Python by"
                        + " safetensors.torch.save_file");
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** Maps the data in as few pieces as can be addressed, each of whole tensors. */
    private static Map<String, ByteBuffer> map(
            FileChannel channel, long dataStart, List<SafetensorsHeader.Entry> byPlace) throws IOException {
        Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
        int first = 0;
        while (first < byPlace.size()) {
            long begin = byPlace.get(first).begin();
            int next = first + 1;
            while (next < byPlace.size() && byPlace.get(next).end() - begin <= Integer.MAX_VALUE) {
                next++;
            }
            long length = byPlace.get(next - 1).end() - begin;
            ByteBuffer piece = channel.map(FileChannel.MapMode.READ_ONLY, dataStart + begin, length);
            for (SafetensorsHeader.Entry entry : byPlace.subList(first, next)) {
                bytes.put(entry.name(), piece.slice((int) (entry.begin() - begin), (int) entry.size()));
            }
            first = next;
        }
        return bytes;
    }

    @Override
    public Path file() {
        return file;
    }

    /** The texts that the file carries beside its tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** All tensors, in the order of the header. */
    public List<StoredTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public Optional<StoredTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }
}
