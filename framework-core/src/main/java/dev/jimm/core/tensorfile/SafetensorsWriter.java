package dev.jimm.core.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jimm.core.file.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files. The header names the tensors in the order given. The data of wider types comes first, so
 * that every tensor lies at a multiple of its element size, as readers that map the file expect.
 */
public final class SafetensorsWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes a file, whole or not at all.
     *
     * @throws dev.jimm.core.error.JimmException (DATA) when the disk refuses
     */
    public static void write(Path file, List<SavedTensor> tensors, Map<String, String> metadata) {
        AtomicFiles.write(file, out -> write(out, tensors, metadata));
    }

    public static void write(OutputStream out, List<SavedTensor> tensors, Map<String, String> metadata)
            throws IOException {
        List<SavedTensor> byPlace = tensors.stream()
                .sorted(Comparator.comparingInt(tensor -> -tensor.type().bytes()))
                .toList();
        byte[] header = header(tensors, places(byPlace), metadata);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        WritableByteChannel channel = Channels.newChannel(out);
        for (SavedTensor tensor : byPlace) {
            ByteBuffer bytes = tensor.bytes().get().duplicate();
            if (bytes.remaining() != tensor.size()) {
                throw new IllegalArgumentException("tensor '" + tensor.name() + "' needs " + tensor.size()
                        + " bytes and was given " + bytes.remaining());
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** The offset of each tensor's data, by name. */
    private static Map<String, Long> places(List<SavedTensor> byPlace) {
        Map<String, Long> places = new HashMap<>();
        long offset = 0;
        for (SavedTensor tensor : byPlace) {
            if (tensor.name().equals(SafetensorsHeader.METADATA) || places.put(tensor.name(), offset) != null) {
                throw new IllegalArgumentException("the tensor name '" + tensor.name() + "' is taken");
            }
            offset += tensor.size();
        }
        return places;
    }

    private static byte[] header(List<SavedTensor> tensors, Map<String, Long> places, Map<String, String> metadata)
            throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(header)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (Map.Entry<String, String> text : metadata.entrySet()) {
                    json.writeStringField(text.getKey(), text.getValue());
                }
                json.writeEndObject();
            }
            for (SavedTensor tensor : tensors) {
                describe(json, tensor, places.get(tensor.name()));
            }
            json.writeEndObject();
        }
        while ((Long.BYTES + header.size()) % ALIGNMENT != 0) {
            header.write(' ');
        }
        return header.toByteArray();
    }

    private static void describe(JsonGenerator json, SavedTensor tensor, long begin) throws IOException {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.type().name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + tensor.size()}, 0, 2);
        json.writeEndObject();
    }
}
