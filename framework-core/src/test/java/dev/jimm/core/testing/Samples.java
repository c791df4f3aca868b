package dev.jimm.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.tensorfile.StoredType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** What several tests make and check. */
public final class Samples {
    private Samples() {}

    public static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public static SavedTensor floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = bytes(4 * values.length);
        bytes.asFloatBuffer().put(values);
        return new SavedTensor(name, StoredType.F32, shape, () -> bytes);
    }

    /** A file of the given header and so many bytes of zeros. */
    public static Path file(Path file, String header, int dataSize) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(
                file,
                bytes(8 + json.length + dataSize).putLong(json.length).put(json).array());
    }

    /** The message of a JimmException of category DATA that must come. */
    public static String failure(Executable code) {
        JimmException failure = assertThrows(JimmException.class, code);
        assertEquals(Category.DATA, failure.category());
        return failure.getMessage();
    }

    public static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
