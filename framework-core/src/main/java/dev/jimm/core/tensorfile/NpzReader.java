package dev.jimm.core.tensorfile;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads archives of arrays, as {@code numpy.savez} and {@code numpy.savez_compressed} write them. */
final class NpzReader {
    static final String ENDING = ".npy";

    private NpzReader() {}

    static TensorSource open(Path file, Map<String, ZipPart> parts) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        parts.forEach((entry, part) -> {
            if (!entry.endsWith(ENDING)) {
                throw Refusal.of(
                        file, "its entry '" + entry + "' is no array among arrays; save the arrays with numpy.savez");
            }
            String name = entry.substring(0, entry.length() - ENDING.length());
            NpyHeader header = NpyHeader.parse(file, name, part);
            Layout layout = header.layout();
            tensors.put(name, new StoredTensor(file, name, layout.type(), layout.shape(), () -> {
                ByteBuffer content = part.content();
                return layout.read(content.position(header.length()));
            }));
        });
        return new TensorMap(file, tensors, Optional.empty());
    }
}
