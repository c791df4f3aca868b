package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.failure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that numpy wrote. */
class NpzTest {
    private static final float[] COUNTED = {0, 1, 2, 3, 4, 5};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"arrays.npz", "compressed.npz"})
    void arraysOfEveryKind(String fixture) throws Exception {
        TensorSource source = TensorFiles.open(Fixtures.copy(fixture, folder));
        StoredTensor kernel = source.get("Transformer/encoderblock_0/kernel");
        assertArrayEquals(new long[] {2, 3, 4}, kernel.shape());
        float[] expected = new float[24];
        IntStream.range(0, 24).forEach(i -> expected[i] = i);
        assertArrayEquals(expected, kernel.floats());
        assertEquals("fortran F64[2, 3]", source.get("fortran").toString());
        assertArrayEquals(COUNTED, source.get("fortran").floats());
        assertEquals("big F32[2, 3]", source.get("big").toString());
        assertArrayEquals(COUNTED, source.get("big").floats());
        assertArrayEquals(COUNTED, source.get("half").floats());
        assertEquals("half F16[2, 3]", source.get("half").toString());
        assertArrayEquals(new long[] {42}, source.get("count").longs());
        assertArrayEquals(new long[0], source.get("count").shape());
        assertArrayEquals(new long[] {1, 0}, source.get("bool").longs());
        for (StoredType type : new StoredType[] {
            StoredType.I8,
            StoredType.I16,
            StoredType.I32,
            StoredType.I64,
            StoredType.U8,
            StoredType.U16,
            StoredType.U32,
            StoredType.U64
        }) {
            StoredTensor tensor = source.get("t/" + (type.name().startsWith("U") ? "u" : "i") + type.bytes());
            assertEquals(type, tensor.type());
            assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5}, tensor.longs());
            assertArrayEquals(COUNTED, tensor.floats());
        }
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5}, source.get("t/be_i2").longs());
        assertEquals(15, source.names().size());
    }

    @Test
    void objectsArePickles() throws Exception {
        assertEquals(
                folder.resolve("objects.npz")
                        + ": array 'o' holds Python objects, that is a pickle, which could run any code; save numbers"
                        + " only",
                failure(() -> TensorFiles.open(Fixtures.copy("objects.npz", folder))));
    }
}
