package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.bytes;
import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.testing.Samples;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    private StoredTensor reread(StoredType type, ByteBuffer values, long... shape) {
        Path file = folder.resolve(type + ".safetensors");
        SafetensorsWriter.write(file, List.of(new SavedTensor("x", type, shape, values::flip)), Map.of());
        StoredTensor tensor = SafetensorsReader.open(file).get("x");
        assertEquals(type, tensor.type());
        assertArrayEquals(shape, tensor.shape());
        assertEquals(values, tensor.bytes());
        return tensor;
    }

    private float[] halves(StoredType type, int... bits) {
        ByteBuffer values = bytes(2 * bits.length);
        for (int half : bits) {
            values.putShort((short) half);
        }
        return reread(type, values, bits.length).floats();
    }

    @Test
    void wideTypesKeepTheirValues() {
        ByteBuffer doubles = bytes(24).putDouble(0.1).putDouble(-1e300).putDouble(Double.NaN);
        assertArrayEquals(
                new float[] {0.1f, Float.NEGATIVE_INFINITY, Float.NaN},
                reread(StoredType.F64, doubles, 3).floats());
        ByteBuffer singles =
                bytes(16).putFloat(-0f).putFloat(Float.MIN_VALUE).putFloat(3.5f).putFloat(Float.NaN);
        assertArrayEquals(
                new float[] {-0f, Float.MIN_VALUE, 3.5f, Float.NaN},
                reread(StoredType.F32, singles, 2, 1, 2).floats());
    }

    @Test
    void wholeNumbersReadAsBoth() {
        StoredTensor longs =
                reread(StoredType.I64, bytes(16).putLong(Long.MIN_VALUE).putLong(16777217), 2);
        assertArrayEquals(new long[] {Long.MIN_VALUE, 16777217}, longs.longs());
        assertArrayEquals(new float[] {-0x1p63f, 16777216}, longs.floats());
        StoredTensor ints = reread(StoredType.I32, bytes(8).putInt(-7).putInt(Integer.MAX_VALUE), 2);
        assertArrayEquals(new long[] {-7, Integer.MAX_VALUE}, ints.longs());
        assertArrayEquals(new float[] {-7, 0x1p31f}, ints.floats());
        StoredTensor small =
                reread(StoredType.U8, bytes(3).put((byte) 0).put((byte) 127).put((byte) 255), 3);
        assertArrayEquals(new long[] {0, 127, 255}, small.longs());
        assertArrayEquals(new float[] {0, 127, 255}, small.floats());
        StoredTensor flags = reread(StoredType.BOOL, bytes(2).put((byte) 1).put((byte) 0), 2);
        assertArrayEquals(new long[] {1, 0}, flags.longs());
        assertArrayEquals(new float[] {1, 0}, flags.floats());
    }

    @Test
    void float16ByTheStandard() {
        assertArrayEquals(
                new float[] {1, -2, 65504, 0x1p-14f, 0x1p-24f, 0x1.ff8p-15f, -0x1p-24f, 0.333251953125f},
                halves(StoredType.F16, 0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x03FF, 0x8001, 0x3555));
        assertArrayEquals(
                new float[] {0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.NaN},
                halves(StoredType.F16, 0x0000, 0x8000, 0x7C00, 0xFC00, 0x7E00, 0xFC01));
    }

    @Test
    void bfloat16IsTheUpperHalfOfFloat32() {
        assertArrayEquals(
                new float[] {1, -2, 3.140625f, 0x1p-133f, -0f, Float.POSITIVE_INFINITY, Float.NaN},
                halves(StoredType.BF16, 0x3F80, 0xC000, 0x4049, 0x0001, 0x8000, 0x7F80, 0xFFC0));
    }

    private float[] quarters(StoredType type, int... bits) {
        ByteBuffer values = bytes(bits.length);
        for (int quarter : bits) {
            values.put((byte) quarter);
        }
        return reread(type, values, bits.length).floats();
    }

    @Test
    void float8InItsTwoForms() {
        assertArrayEquals(
                new float[] {1, -1.125f, 448, -448, 0x1p-6f, 0x1p-9f, -0x1.cp-7f, 0f, -0f, Float.NaN, Float.NaN},
                quarters(StoredType.F8_E4M3, 0x38, 0xB9, 0x7E, 0xFE, 0x08, 0x01, 0x87, 0x00, 0x80, 0x7F, 0xFF));
        assertArrayEquals(
                new float[] {1, -1.25f, 57344, 0x1p-14f, 0x1p-16f, -0f, Float.POSITIVE_INFINITY, Float.NaN},
                quarters(StoredType.F8_E5M2, 0x3C, 0xBD, 0x7B, 0x04, 0x01, 0x80, 0x7C, 0x7D));
    }

    @Test
    void wholeNumbersWithAndWithoutSign() {
        assertArrayEquals(
                new long[] {-2, 127},
                reread(StoredType.I8, bytes(2).put((byte) -2).put((byte) 127), 2)
                        .longs());
        assertArrayEquals(
                new long[] {-2, 32767},
                reread(StoredType.I16, bytes(4).putShort((short) -2).putShort(Short.MAX_VALUE), 2)
                        .longs());
        assertArrayEquals(
                new long[] {65534},
                reread(StoredType.U16, bytes(2).putShort((short) -2), 1).longs());
        StoredTensor ints = reread(StoredType.U32, bytes(4).putInt(-2), 1);
        assertArrayEquals(new long[] {4294967294L}, ints.longs());
        assertArrayEquals(new float[] {0x1p32f}, ints.floats());
        StoredTensor longs = reread(StoredType.U64, bytes(16).putLong(5).putLong(0x8000_0080_0000_0001L), 2);
        // just above the half between two floats
        assertArrayEquals(new float[] {5, 0x1.000002p63f}, longs.floats());
        assertEquals(
                folder.resolve("U64.safetensors")
                        + ": tensor 'x': 9223372586610589697 is too large; the file was written for something else",
                failure(longs::longs));
    }

    @Test
    void numbersAndEmptyTensors() {
        assertArrayEquals(
                new long[] {42}, reread(StoredType.I64, bytes(8).putLong(42)).longs());
        assertEquals(0, reread(StoredType.F32, bytes(0), 3, 0, 2).floats().length);
    }

    @Test
    void fractionsAreNoWholeNumbers() {
        StoredTensor tensor = reread(StoredType.F32, bytes(4).putFloat(1), 1);
        assertEquals(
                folder.resolve("F32.safetensors")
                        + ": tensor 'x' is of type F32, whole numbers were expected; the file was"
                        + " written for something else",
                failure(tensor::longs));
    }

    /** The layout is part of the format: other programs read it. */
    @Test
    void headerInTheGivenOrderDataByWidth() throws Exception {
        Path file = folder.resolve("layout.safetensors");
        SavedTensor counter = new SavedTensor(
                "n", StoredType.I64, new long[0], () -> bytes(8).putLong(5).flip());
        SavedTensor flag = new SavedTensor(
                "flag",
                StoredType.BOOL,
                new long[] {1},
                () -> bytes(1).put((byte) 1).flip());
        SafetensorsWriter.write(
                file, List.of(flag, floats("w", new long[] {1, 3}, 1, 2, 3), counter), Map.of("format", "pt"));
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) content.getLong();
        assertEquals(0, (8 + length) % 8);
        byte[] header = new byte[length];
        content.get(header);
        assertEquals(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"flag\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[20,21]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[8,20]},"
                        + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}",
                new String(header, StandardCharsets.UTF_8).trim());
        assertEquals(5, content.getLong());
        assertEquals(1f, content.getFloat());
        assertEquals(2f, content.getFloat());
        assertEquals(3f, content.getFloat());
        assertEquals(1, content.get());
        assertEquals(0, content.remaining());

        SafetensorsReader reader = SafetensorsReader.open(file);
        assertEquals(List.of("flag", "w", "n"), reader.names());
        assertEquals(Map.of("format", "pt"), reader.metadata());
        assertEquals("[flag BOOL[1], w F32[1, 3], n I64[]]", reader.tensors().toString());
    }

    @Test
    void anUnknownNameGetsTheNearest() {
        Path file = folder.resolve("names.safetensors");
        SafetensorsWriter.write(file, List.of(floats("head.weight", new long[] {1}, 0)), Map.of());
        assertEquals(
                file + ": there is no tensor 'head.weigth'; did you mean 'head.weight'?",
                failure(() -> SafetensorsReader.open(file).get("head.weigth")));
    }

    @Test
    void tensorsAreAskedForOneByOne() {
        List<String> asked = new ArrayList<>();
        List<SavedTensor> tensors = List.of(lazy("a", asked), lazy("b", asked));
        assertEquals(List.of(), asked);
        SafetensorsWriter.write(folder.resolve("lazy.safetensors"), tensors, Map.of());
        assertEquals(List.of("a", "b"), asked);
    }

    private static SavedTensor lazy(String name, List<String> asked) {
        Supplier<ByteBuffer> values = () -> {
            asked.add(name);
            return bytes(4);
        };
        return new SavedTensor(name, StoredType.F32, new long[] {1}, values);
    }

    @Test
    void wrongTensorsAreRefusedAndLeaveNoFile() throws Exception {
        Path file = folder.resolve("refused.safetensors");
        SavedTensor tooShort = new SavedTensor("x", StoredType.F32, new long[] {2}, () -> bytes(4));
        SavedTensor x = floats("x", new long[] {1}, 0);
        SavedTensor reserved = floats("__metadata__", new long[] {1}, 0);
        assertEquals("tensor 'x' needs 8 bytes and was given 4", refusal(file, tooShort));
        assertEquals("the tensor name 'x' is taken", refusal(file, x, x));
        assertEquals("the tensor name '__metadata__' is taken", refusal(file, reserved));
        assertEquals(List.of(), Samples.namesIn(folder));
    }

    private static String refusal(Path file, SavedTensor... tensors) {
        return assertThrows(
                        IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(tensors), Map.of()))
                .getMessage();
    }

    /** Three gigabytes, all but the last bytes of them a hole in the file that takes no room on the disk. */
    @Test
    void filesBeyondTwoGigabytes() throws Exception {
        long large = 1_500_000_000;
        String header = """
            {"a": {"dtype": "U8", "shape": [1500000000], "data_offsets": [0, 1500000000]},
             "b": {"dtype": "U8", "shape": [1500000000], "data_offsets": [1500000000, 3000000000]},
             "c": {"dtype": "F32", "shape": [2], "data_offsets": [3000000000, 3000000008]}}
            """;
        Path file = Samples.file(folder.resolve("large.safetensors"), header, 0);
        long dataStart = Files.size(file);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(dataStart + 2 * large + 8);
            sparse.seek(dataStart + large);
            sparse.write(7);
            sparse.seek(dataStart + 2 * large);
            sparse.write(bytes(8).putFloat(1.5f).putFloat(-3).array());
        }
        SafetensorsReader reader = SafetensorsReader.open(file);
        assertArrayEquals(new float[] {1.5f, -3}, reader.get("c").floats());
        assertEquals(7, reader.get("b").bytes().get(0));
        assertEquals(0, reader.get("a").bytes().get((int) large - 1));
    }

    @Test
    void theEnginesTypesHaveAStoredForm() {
        assertEquals(StoredType.BF16, StoredType.of(ElementType.BFLOAT16));
        assertEquals(StoredType.F32, StoredType.of(ElementType.FLOAT32));
        assertEquals(StoredType.F64, StoredType.of(ElementType.FLOAT64));
        assertEquals(StoredType.I64, StoredType.of(ElementType.INT64));
        assertEquals(StoredType.U8, StoredType.of(ElementType.UINT8));
        assertEquals(StoredType.BOOL, StoredType.of(ElementType.BOOL));
        assertTrue(StoredType.F16.isFloating());
    }
}
