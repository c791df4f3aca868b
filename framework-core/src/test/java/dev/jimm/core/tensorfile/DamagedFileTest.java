package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.bytes;
import static dev.jimm.core.testing.Samples.failure;
import static dev.jimm.core.testing.Samples.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedFileTest {
    private static final String DAMAGED = "; the file is damaged: copy, download or write it again";
    private static final String FOREIGN = "; name a safetensors file";

    @TempDir
    Path folder;

    /** A header and what is wrong with it, before 8 bytes of data. */
    static Stream<Arguments> headers() {
        return Stream.of(
                header(
                        entry("a", "F32", "[3]", "[0, 12]"),
                        "tensor 'a' ends at byte 12 of the data, which has 8 bytes"),
                header(entry("a", "F32", "[1]", "[0, 4]"), "4 bytes follow the last tensor"),
                header("{}", "8 bytes follow the last tensor"),
                header(entry("a", "F32", "[1]", "[4, 8]"), "bytes 0 to 4 of the data belong to no tensor"),
                header(
                        "{" + field("b", "F32", "[1]", "[4, 8]") + "," + field("a", "I32", "[2]", "[0, 8]") + "}",
                        "tensors 'a' and 'b' overlap"),
                header(
                        "{" + field("a", "F32", "[1]", "[0, 4]") + "," + field("a", "F32", "[1]", "[4, 8]") + "}",
                        "two tensors are named 'a'"),
                header(
                        entry("a", "F32", "[3]", "[0, 8]"),
                        "tensor 'a' of type F32 and shape [3] needs 12 bytes and has 8"),
                header(
                        entry("a", "U8", "[4294967296, 4294967296]", "[0, 8]"),
                        "tensor 'a' of type U8 and shape [4294967296, 4294967296] would be larger than any file"),
                header(
                        entry("a", "F64", "[2305843009213693952]", "[0, 8]"),
                        "tensor 'a' of type F64 and shape [2305843009213693952] would be larger than any file"),
                header(
                        entry("a", "U8", "[1, 1, 1, 1, 1, 1, 1, 1, 7]", "[0, 8]"),
                        "tensor 'a' of type U8 and 9 dimensions needs 7 bytes and has 8"),
                header(entry("a", "F32", "[-2]", "[0, 8]"), "tensor 'a' has a shape that is no list of sizes"),
                header(entry("a", "F32", "[2.0]", "[0, 8]"), "tensor 'a' has a shape that is no list of sizes"),
                header(entry("a", "F32", "2", "[0, 8]"), "tensor 'a' has a shape that is no list of sizes"),
                header(
                        entry("a", "U8", "[" + "1, ".repeat(16) + "8]", "[0, 8]"),
                        "tensor 'a' has a shape that is no list of sizes (at most 16)"),
                header(entry("a", "F32", "[2]", "[8, 0]"), "tensor 'a' has data_offsets that are no range"),
                header(entry("a", "F32", "[2]", "[0, 4, 8]"), "tensor 'a' has data_offsets that are no range"),
                header(entry("a", "F32", "[2]", "[-8, 0]"), "tensor 'a' has data_offsets that are no list of places"),
                header(
                        entry("a", "F32", "[9223372036854775808]", "[0, 8]"),
                        "its header is no valid JSON: Numeric value (9223372036854775808) out of range of long"
                                + " (-9223372036854775808 - 9223372036854775807)"),
                header("{\"a\": 3}", "tensor 'a' is described by no JSON object"),
                header("{\"a\": {\"dtype\": 4}}", "tensor 'a' has a dtype that is no text"),
                header("{\"a\": {\"dtype\": \"F32\"}}", "tensor 'a' lacks its dtype, shape or data_offsets"),
                header(
                        "{\"a\": {\"dtype\": \"F32\", \"dtype\": \"F32\"}}",
                        "tensor 'a' has an unknown field or one field twice"),
                header("{\"a\": {\"kind\": \"F32\"}}", "tensor 'a' has an unknown field or one field twice"),
                header(
                        entry("x".repeat(501), "F32", "[2]", "[0, 8]"),
                        "a tensor's name has control characters or more than 500 letters"),
                header(
                        entry("\\u001b[2J", "F32", "[2]", "[0, 8]"),
                        "a tensor's name has control characters or more than 500 letters"),
                header("{\"__metadata__\": {\"a\": 1}}", "__metadata__ holds something that is no text"),
                header("{\"__metadata__\": []}", "__metadata__ is no JSON object"),
                header("{\"__metadata__\": {\"a\": \"\", \"a\": \"\"}}", "__metadata__ has a key twice"),
                header("{\"__metadata__\": {}, \"__metadata__\": {}}", "its header has two entries __metadata__"),
                header(entry("a", "F32", "[2]", "[0, 8]") + "{", "its header goes on behind the JSON object"),
                header("{\"a\"", "its header is no valid JSON: Unexpected end-of-input within/between Object entries"));
    }

    private static Arguments header(String json, String problem) {
        return arguments(json, problem);
    }

    private static String entry(String name, String type, String shape, String range) {
        return "{" + field(name, type, shape, range) + "}";
    }

    private static String field(String name, String type, String shape, String range) {
        return "\"" + name + "\": {\"dtype\": \"" + type + "\", \"shape\": " + shape + ", \"data_offsets\": " + range
                + "}";
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aWrongHeaderIsNamed(String header, String problem) throws Exception {
        Path file = file(folder.resolve("wrong.safetensors"), header, 8);
        assertEquals(file + ": " + problem + DAMAGED, failure(() -> SafetensorsReader.open(file)));
    }

    @Test
    void anUnknownTypeIsNoDamage() throws Exception {
        Path file = file(folder.resolve("type.safetensors"), entry("a", "F4", "[16]", "[0, 8]"), 8);
        assertEquals(
                file
                        + ": tensor 'a' has a dtype that cannot be read; known are [F64, F32, F16, BF16, F8_E4M3,"
                        + " F8_E5M2, I64, I32, I16, I8, U64, U32, U16, U8, BOOL]. Convert the file",
                failure(() -> SafetensorsReader.open(file)));
    }

    @Test
    void aTensorTooLargeToAddress() throws Exception {
        Path file = file(folder.resolve("huge.safetensors"), entry("a", "F32", "[600000000]", "[0, 2400000000]"), 0);
        assertEquals(
                file + ": tensor 'a' of type F32 and shape [600000000] has 2400000000 bytes; a single tensor may have"
                        + " 2147483647. Split it or store it in a shorter type",
                failure(() -> SafetensorsReader.open(file)));
    }

    @Test
    void filesThatAreSomethingElse() throws Exception {
        Path file = folder.resolve("other");
        assertEquals(file + ": there is no such file; check the path", failure(() -> SafetensorsReader.open(file)));
        assertEquals(
                folder + ": this is no regular file; name a safetensors file",
                failure(() -> SafetensorsReader.open(folder)));
        Files.write(file, new byte[7]);
        assertEquals(
                file + ": this is no safetensors file: it has 7 bytes" + FOREIGN,
                failure(() -> SafetensorsReader.open(file)));
        Files.write(file, "PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                file
                        + ": this is no safetensors file: its header would have 7236828441365138256 bytes, at most"
                        + " 100000000 are allowed" + FOREIGN,
                failure(() -> SafetensorsReader.open(file)));
        Files.write(file, bytes(16).putLong(-1).array());
        assertEquals(
                file + ": this is no safetensors file: its header would have 18446744073709551615 bytes, at most"
                        + " 100000000 are allowed" + FOREIGN,
                failure(() -> SafetensorsReader.open(file)));
        file(file, " {}", 0);
        assertEquals(
                file + ": this is no safetensors file: its header does not begin with '{'" + FOREIGN,
                failure(() -> SafetensorsReader.open(file)));
    }

    @Test
    void truncatedWithinTheHeader() throws Exception {
        Path file = folder.resolve("short.safetensors");
        Files.write(file, bytes(10).putLong(99_999_999).put((byte) '{').array());
        assertEquals(
                file + ": its header should have 99999999 bytes and the whole file has 10" + DAMAGED,
                failure(() -> SafetensorsReader.open(file)));
    }

    /** Whatever is in a file, it is read or refused in one way; every tensor that is read has all of its values. */
    @Test
    void mutatedFilesAreReadOrRefused() throws Exception {
        long seed = 20240607;
        Random random = new Random(seed);
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + field("conv.weight", "F32", "[2,3]", "[0,24]") + "," + field("n", "I64", "[]", "[24,32]") + ","
                + field("half", "BF16", "[4]", "[32,40]") + "}";
        Path file = folder.resolve("mutated.safetensors");
        byte[] sound = Files.readAllBytes(file(file, header, 40));
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            Files.write(file, mutated(sound, 8 + header.length(), random));
            try {
                for (StoredTensor tensor : SafetensorsReader.open(file).tensors()) {
                    assertEquals(
                            tensor.floats().length * tensor.type().bytes(),
                            tensor.bytes().remaining());
                }
            } catch (JimmException e) {
                assertEquals(Category.DATA, e.category(), "seed " + seed + ", file " + i);
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", file " + i, e);
            }
        }
        assertTrue(refused > 1000 && refused < 2000, refused + " of 2000 were refused, seed " + seed);
    }

    /** Changes up to three bytes of the header or its length to any or to likely ones, or cuts the file. */
    private static byte[] mutated(byte[] sound, int headerEnd, Random random) {
        byte[] bytes = sound.clone();
        String likely = "0123456789{}[],:\"-.e \\";
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(headerEnd);
            bytes[at] = (byte)
                    (random.nextBoolean() ? random.nextInt(256) : likely.charAt(random.nextInt(likely.length())));
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 9)) : bytes;
    }

    @Test
    void sixteenDimensionsAreRead() throws Exception {
        Path file =
                file(folder.resolve("deep.safetensors"), entry("a", "U8", "[" + "1, ".repeat(15) + "8]", "[0, 8]"), 8);
        assertEquals(16, SafetensorsReader.open(file).get("a").shape().length);
    }

    @Test
    void tensorsAndTextsBeyondReasonAreRefused() throws Exception {
        String tensors = IntStream.range(0, 100_000)
                .mapToObj(i -> field("t" + i, "U8", "[0]", "[0, 0]"))
                .collect(Collectors.joining(","));
        Path file = file(folder.resolve("many.safetensors"), "{" + tensors + "}", 0);
        assertEquals(100_000, SafetensorsReader.open(file).names().size());
        file(file, "{" + tensors + "," + field("more", "U8", "[0]", "[0, 0]") + "}", 0);
        assertEquals(
                file + ": its header has more than 100000 tensors" + DAMAGED,
                failure(() -> SafetensorsReader.open(file)));
        String texts = IntStream.rangeClosed(0, 100_000)
                .mapToObj(i -> "\"" + i + "\":\"\"")
                .collect(Collectors.joining(","));
        file(file, "{\"__metadata__\": {" + texts + "}}", 0);
        assertEquals(
                file + ": __metadata__ has more than 100000 keys" + DAMAGED,
                failure(() -> SafetensorsReader.open(file)));
    }

    @Test
    void nestingDoesNotExhaustTheStack() throws Exception {
        Path file = file(folder.resolve("deep.safetensors"), "{\"a\":" + "[".repeat(1_000_000), 0);
        assertEquals(
                file + ": tensor 'a' is described by no JSON object" + DAMAGED,
                assertThrows(JimmException.class, () -> SafetensorsReader.open(file))
                        .getMessage());
    }
}
