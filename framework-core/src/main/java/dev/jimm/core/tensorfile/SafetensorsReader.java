package dev.jimm.core.tensorfile;

import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    static final int LENGTH_BYTES = 8;
    /** The limit of the reference implementation. */
    static final int LONGEST_HEADER = 100_000_000;

    private final Path file;
    private final Map<String, String> metadata;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private SafetensorsReader(Path file, SafetensorsHeader header, ByteBuffer[] data) {
        this.file = file;
        this.metadata = header.metadata();
        for (int i = 0; i < data.length; i++) {
            SafetensorsHeader.Entry entry = header.entries().get(i);
            ByteBuffer bytes = data[i];
            tensors.put(entry.name(), new StoredTensor(file, entry.name(), entry.type(), entry.shape(), () -> bytes));
        }
    }

    /**
     * Opens a file.
     *
     * @throws JimmException (DATA) when it cannot be read or is not a sound safetensors file
     */
    public static SafetensorsReader open(Path file) {
        if (!Files.exists(file)) {
            throw Refusal.of(file, "there is no such file; check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw Refusal.of(file, "this is no regular file; name a safetensors file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int headerLength = headerLength(file, channel);
            byte[] json = FileParts.read(channel, LENGTH_BYTES, headerLength).array();
            if (json.length == 0 || json[0] != '{') {
                throw notSafetensors(file, "its header does not begin with '{'");
            }
            long dataStart = LENGTH_BYTES + (long) headerLength;
            SafetensorsHeader header = SafetensorsHeader.parse(file, json, channel.size() - dataStart);
            List<FileParts.Place> places = header.entries().stream()
                    .map(entry -> new FileParts.Place(dataStart + entry.begin(), entry.size()))
                    .toList();
            return new SafetensorsReader(file, header, FileParts.map(channel, places));
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    private static int headerLength(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw notSafetensors(file, "it has " + size + " bytes");
        }
        long length = FileParts.read(channel, 0, LENGTH_BYTES).getLong();
        if (length < 0 || length > LONGEST_HEADER) {
            throw notSafetensors(
                    file,
                    "its header would have " + Long.toUnsignedString(length) + " bytes, at most " + LONGEST_HEADER
                            + " are allowed");
        }
        if (length > size - LENGTH_BYTES) {
            throw Refusal.damaged(file, "its header should have " + length + " bytes and the whole file has " + size);
        }
        return (int) length;
    }

    private static JimmException notSafetensors(Path file, String problem) {
        return Refusal.of(file, "this is no safetensors file: " + problem + "; name a safetensors file");
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
