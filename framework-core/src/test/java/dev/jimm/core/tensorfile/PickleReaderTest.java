package dev.jimm.core.tensorfile;

import static dev.jimm.core.testing.Samples.failure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jimm.core.tensorfile.Packing.Pickle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles written instruction by instruction. */
class PickleReaderTest {
    private static final Path FILE = Path.of("w.pth");
    private static final String DAMAGED = "; the file is damaged: copy, download or write it again";

    @TempDir
    Path folder;

    private static Object read(byte[] pickle) {
        return new PickleReader(
                        FILE, ByteBuffer.wrap(pickle), new TorchObjects(FILE, Map.of(), "w/", ByteOrder.LITTLE_ENDIAN))
                .read();
    }

    @Test
    void valuesOfEveryKind() {
        byte[] pickle = new Pickle()
                .op(']', '(', 'N', 0x88, 0x89, 'K', 255, 'M', 0xFF, 0xFF)
                .whole(-2)
                .op(0x8a, 0, 0x8a, 2, 0xFF, 0xFF, 0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                .op('G', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0)
                .text("Grüße")
                .op('U', 1, 'x', ')', 'K', 1, 0x85, 'K', 1, 'K', 2, 0x86)
                .op('e')
                .bytes();
        List<Object> expected = Arrays.asList(
                null,
                true,
                false,
                255L,
                65535L,
                -2L,
                0L,
                -1L,
                BigInteger.ONE.shiftLeft(64),
                1.5,
                "Grüße",
                "x",
                new PickleReader.Tuple(List.of()),
                new PickleReader.Tuple(List.of(1L)),
                new PickleReader.Tuple(List.of(1L, 2L)));
        assertEquals(expected, read(pickle));
    }

    @Test
    void dictsWithMemoAndAttributes() {
        byte[] pickle = new Pickle()
                .call("collections", "OrderedDict")
                .op(')', 'R', 'q', 0)
                .text("a")
                .op('q', 1, 'K', 7, 's', '(')
                .text("b")
                .op('h', 1, 'K', 3, 'N', 'u', '}')
                .text("_metadata")
                .op('N', 's', 'b')
                .bytes();
        Map<Object, Object> expected = new LinkedHashMap<>();
        expected.put("a", 7L);
        expected.put("b", "a");
        expected.put(3L, null);
        assertEquals(expected, read(pickle));
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                arguments(new Pickle().op('}', '}'), "ends before it is complete"),
                arguments(new Pickle().op('('), "ends before it is complete"),
                arguments(new Pickle().op('X', 0xFF, 0xFF, 0xFF, 0x7F), "ends within a value"),
                arguments(new Pickle().op('X', 0xFF, 0xFF, 0xFF, 0xFF), "ends within a value"),
                arguments(new Pickle().op('X', 1, 0, 0, 0, 0xFF), "has a text that is no UTF-8"),
                arguments(new Pickle().op('e'), "ends a sequence that has not begun"),
                arguments(new Pickle().op('K', 1, '(', 0x85), "takes a value where there is none"),
                arguments(new Pickle().op('q', 0), "takes a value where there is none"),
                arguments(new Pickle().op('N', 'r', 0xFF, 0xFF, 0xFF, 0x7F), "remembers values out of order"),
                arguments(new Pickle().op('h', 0), "recalls what it has not remembered"),
                arguments(new Pickle().op('}', 'N', 'a'), "appends to what is no list"),
                arguments(new Pickle().op(')', 'N', 'a'), "appends to what is no list"),
                arguments(new Pickle().op(']', 'N', 'N', 's'), "puts entries into what is no dict"),
                arguments(new Pickle().op('}', '(', 'N', 'u'), "has a key without a value"),
                arguments(
                        new Pickle().op('}', ']', 'N', 's'), "has a dict with keys that are neither texts nor numbers"),
                arguments(new Pickle().op(']', '}', 'b'), "gives attributes to what has none"),
                arguments(new Pickle().op('c', 'a', '\n', 'b'), "has a name that does not end"),
                arguments(new Pickle().call("torch", "Size").op('N', 'R'), "calls something without arguments"),
                arguments(
                        new Pickle().call("torch", "Size").op(')', 'R'), "has a call with other arguments than known"),
                arguments(new Pickle().op('N', ')', 'R'), "calls what cannot be called"),
                arguments(new Pickle().call("torch", "float32").op(')', 'R'), "calls what cannot be called"),
                arguments(new Pickle().op('N', 'Q'), "has a storage that is not described"),
                arguments(
                        new Pickle().tensor("Float", "../../etc", 1, 0, new int[0]),
                        "has a storage whose entry is not in the archive"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void whatMakesNoSenseIsDamage(Pickle pickle, String problem) {
        byte[] bytes = pickle.bytes();
        assertEquals(FILE + ": its pickle " + problem + DAMAGED, failure(() -> read(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"os.system", "builtins.eval", "torch.load", "torch.QInt8Storage", "java.lang.Runtime"})
    void whatIsNotKnownIsNotCalled(String name) {
        int dot = name.lastIndexOf('.');
        byte[] pickle = new Pickle()
                .call(name.substring(0, dot), name.substring(dot + 1))
                .bytes();
        String message = failure(() -> read(pickle));
        String beginning = FILE + ": it holds '" + name + "', which is neither a tensor, a dict nor a number; ";
        assertEquals(beginning, message.substring(0, beginning.length()));
    }

    @Test
    void otherProtocolsAndInstructionsAreNamed() {
        assertEquals(
                FILE + ": its pickle is of protocol 4; save the state_dict anew, without pickle_protocol",
                failure(() -> read(new byte[] {(byte) 0x80, 4, 'N', '.'})));
        // 'i' makes an instance of a class
        assertEquals(
                FILE + ": its pickle has the instruction 0x69, which torch.save does not write by default; save the"
                        + " state_dict anew, without pickle_protocol",
                failure(() ->
                        read(new Pickle().op('(', 'i', 'a', '\n', 'b', '\n').bytes())));
    }

    /** Depth and number of instructions cost neither stack nor more memory than they should. */
    @Test
    void nestingIsBounded() {
        int[] lists = new int[900_000];
        Arrays.fill(lists, ']');
        int[] appends = new int[lists.length - 1];
        Arrays.fill(appends, 'a');
        Object nested = read(new Pickle().op(lists).op(appends).bytes());
        int depth = 0;
        while (nested instanceof List<?> list && !list.isEmpty()) {
            nested = list.get(0);
            depth++;
        }
        assertEquals(lists.length - 1, depth);
        byte[] longer = new Pickle().op(lists).op(appends).op(lists).bytes();
        assertEquals(
                FILE + ": its pickle has more than 2000000 instructions; save the model's state_dict alone",
                failure(() -> read(longer)));
    }

    static Stream<Arguments> tensors() {
        int[] scalar = {};
        return Stream.of(
                arguments("Float", 3, 0, new int[] {3}, new int[] {1}, "has a storage whose entry is of another size"),
                arguments("Double", 2, 0, scalar, scalar, "has a storage whose entry is of another size"),
                arguments("Float", -2, 0, scalar, scalar, "has a storage whose entry is of another size"),
                arguments("Float", 2, 1, new int[] {2}, new int[] {1}, "has a tensor that reaches beyond its storage"),
                arguments("Float", 2, 0, new int[] {2}, new int[] {2}, "has a tensor that reaches beyond its storage"),
                arguments("Float", 2, 2, scalar, scalar, "has a tensor that reaches beyond its storage"),
                arguments("Float", 2, -1, scalar, scalar, "has a tensor whose layout makes no sense"),
                arguments("Float", 2, 0, new int[] {2}, scalar, "has a tensor whose layout makes no sense"),
                arguments("Float", 2, 0, new int[] {-2}, new int[] {1}, "has a tensor whose shape makes no sense"),
                arguments("Float", 2, 0, new int[] {2}, new int[] {-1}, "has a tensor whose shape makes no sense"),
                arguments("Float", 2, 0, new int[17], new int[17], "has a tensor whose shape makes no sense"));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void sizesAreCheckedAgainstTheStorage(
            String kind, int count, int offset, int[] shape, int[] strides, String problem) throws Exception {
        Path file = checkpoint(
                new Pickle()
                        .op('}')
                        .text("a")
                        .tensor(kind, "0", count, offset, shape, strides)
                        .op('s'),
                "little",
                ByteOrder.LITTLE_ENDIAN);
        assertEquals(file + ": its pickle " + problem + DAMAGED, failure(() -> TensorFiles.open(file)));
    }

    private Path checkpoint(Pickle pickle, String order, ByteOrder bytes) throws Exception {
        return Files.write(
                folder.resolve("w.pth"), Packing.checkpoint(pickle.bytes(), order, Packing.floats(bytes, 1.5f, -2)));
    }

    @Test
    void sizesBeyondCountingAreRefused() throws Exception {
        int[] sizes = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        Path huge = checkpoint(
                new Pickle()
                        .op('}')
                        .text("a")
                        .tensor("Float", "0", 2, 0, sizes, 0, 0, 0)
                        .op('s'),
                "little",
                ByteOrder.LITTLE_ENDIAN);
        assertEquals(
                huge + ": its pickle has a tensor larger than any file" + DAMAGED,
                failure(() -> TensorFiles.open(huge)));
    }

    @Test
    void bigEndianStoragesAreTurned() throws Exception {
        Pickle pickle = new Pickle()
                .op('}')
                .text("a")
                .tensor("Float", "0", 2, 0, new int[] {2}, 1)
                .op('s');
        assertArrayEquals(
                new float[] {1.5f, -2},
                TensorFiles.open(checkpoint(pickle, "big", ByteOrder.BIG_ENDIAN))
                        .get("a")
                        .floats());
    }

    @Test
    void weightsAreLookedForUnderTheKeysOfTrainings() throws Exception {
        Pickle nested = new Pickle()
                .op('}')
                .text("epoch")
                .op('K', 3, 's')
                .text("model")
                .op('}')
                .text("module");
        nested.op('}')
                .text("_orig_mod.module.a")
                .tensor("Float", "0", 2, 1, new int[0])
                .op('s', 's', 's');
        TensorSource source = TensorFiles.open(checkpoint(nested, "little", ByteOrder.LITTLE_ENDIAN));
        assertEquals(List.of("a"), source.names());
        assertArrayEquals(new float[] {-2}, source.get("a").floats());
        assertEquals(
                "read from 'model.module', without '_orig_mod.' before all names, without 'module.' before all names",
                source.note().orElseThrow());
        Pickle nothing = new Pickle().op('}').text("teacher").op('}').text("a").op('N', 's', 's');
        Path file = checkpoint(nothing, "little", ByteOrder.LITTLE_ENDIAN);
        assertEquals(
                file + ": it holds no tensors, but [teacher]; weights are looked for under [state_dict_ema, model_ema,"
                        + " state_dict, model, module]. Save the dict of the weights alone with torch.save",
                failure(() -> TensorFiles.open(file)));
        Path list = checkpoint(new Pickle().op(']'), "little", ByteOrder.LITTLE_ENDIAN);
        assertEquals(
                list + ": it holds no dict of tensors; save model.state_dict() with torch.save",
                failure(() -> TensorFiles.open(list)));
    }
}
