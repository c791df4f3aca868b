package dev.jimm.core.tensorfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.Packing.Pickle;
import dev.jimm.core.testing.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a file, it is read in a consistent form or refused as damaged data, with little memory; and where
 * the format has checksums, nothing is read but what was written.
 */
class MutatedFilesTest {
    /** What a reader may allocate beside twice the file's size: the library's tables and buffers, the exception. */
    private static final long ALLOWANCE = 400_000;

    private static final int LONGEST_MESSAGE = 1500;

    /**
     * A file, and how a changed one comes of changed bytes: the whole of it, or the part that a checksum would guard.
     * Ten thousand for every format.
     */
    enum Target {
        SAFETENSORS(10_000, false, MutatedFilesTest::safetensors, bytes -> bytes),
        CHECKPOINT(5_000, true, () -> checkpoint(pickle()), bytes -> bytes),
        PICKLE(5_000, false, MutatedFilesTest::pickle, MutatedFilesTest::checkpoint),
        ARRAYS(4_000, true, () -> arrays(false), bytes -> bytes),
        DEFLATED(3_000, true, () -> arrays(true), bytes -> bytes),
        ARRAY(3_000, false, MutatedFilesTest::array, bytes -> Packing.zip(Map.of("a.npy", bytes), false)),
        INDEX(
                2_000,
                false,
                () -> ("{\"metadata\":{\"total_size\":48},"
                                + "\"weight_map\":{\"w\":\"shard.safetensors\",\"half\":\"shard.safetensors\"}}")
                        .getBytes(StandardCharsets.UTF_8),
                bytes -> bytes);

        private final int times;
        private final boolean summed;
        private final Supplier<byte[]> sound;
        private final UnaryOperator<byte[]> packed;

        Target(int times, boolean summed, Supplier<byte[]> sound, UnaryOperator<byte[]> packed) {
            this.times = times;
            this.summed = summed;
            this.sound = sound;
            this.packed = packed;
        }
    }

    @TempDir
    Path folder;

    private static byte[] safetensors() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[24,32]},"
                + "\"half\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[32,40]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return Samples.bytes(8 + json.length + 40)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] pickle() {
        Pickle pickle =
                new Pickle().op('}', 'q', 0, '(').text("epoch").op('K', 3).text("state_dict");
        pickle.call("collections", "OrderedDict").op(')', 'R', '(');
        pickle.text("conv.weight").tensor("Float", "0", 8, 0, new int[] {2, 3}, 3, 1);
        pickle.text("turned").tensor("Float", "0", 8, 1, new int[] {2, 3}, 1, 2);
        pickle.text("tracked").tensor("Long", "1", 1, 0, new int[0]);
        return pickle.op('u', 'u').bytes();
    }

    private static byte[] checkpoint(byte[] pickle) {
        return Packing.checkpoint(
                pickle, "little", Packing.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6, 7, 8), new byte[] {
                    42, 0, 0, 0, 0, 0, 0, 0
                });
    }

    private static byte[] arrays(boolean deflated) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("b/kernel.npy", array());
        entries.put("n.npy", number());
        return Packing.zip(entries, deflated);
    }

    private static byte[] array() {
        return Packing.npy(1, "<f4", true, "(2, 3)", Packing.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
    }

    private static byte[] number() {
        return Packing.npy(2, ">i4", false, "()", (byte) 0, (byte) 0, (byte) 1, (byte) 2);
    }

    @ParameterizedTest
    @EnumSource
    void mutations(Target target) throws Exception {
        mutate(target, target.times, 20260728);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void manyMutations(Target target) throws Exception {
        mutate(target, 20 * target.times, Long.getLong("jimm.test.seed", 42));
    }

    private void mutate(Target target, int times, long seed) throws Exception {
        System.out.println(target + ": seed " + seed);
        Files.write(folder.resolve("shard.safetensors"), safetensors());
        try (Rewritten file = new Rewritten(folder.resolve("weights"))) {
            mutate(target, file, times, seed);
        }
    }

    private static void mutate(Target target, Rewritten file, int times, long seed) throws Exception {
        byte[] sound = target.sound.get();
        List<String> written = readable(file, target.packed.apply(sound));
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < times; i++) {
            byte[] changed = target.packed.apply(Mutations.mutated(sound, random));
            try {
                List<String> read = readable(file, changed);
                if (target.summed) {
                    assertEquals(written, read);
                }
            } catch (JimmException e) {
                requireHelpful(e);
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ", file " + i + ": " + HexFormat.of().formatHex(changed), e);
            }
        }
        assertTrue(refused > times / 4 && refused < times, refused + " of " + times + " were refused");
    }

    private static void requireHelpful(JimmException e) {
        assertEquals(Category.DATA, e.category());
        String message = e.getMessage();
        assertTrue(message.length() < LONGEST_MESSAGE, message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    /** Opens a file and reads all of it; what it holds, in words. */
    private static List<String> readable(Rewritten file, byte[] bytes) throws Exception {
        file.write(bytes);
        long most = 2L * bytes.length + ALLOWANCE;
        TensorSource source = within(most, () -> TensorFiles.open(file.path));
        List<String> found = new ArrayList<>();
        for (String name : source.names()) {
            StoredTensor tensor = source.get(name);
            assertEquals(name, tensor.name());
            ByteBuffer values = within(most, tensor::bytes);
            assertEquals(Shapes.count(tensor.shape()) * tensor.type().bytes(), values.remaining());
            byte[] copy = new byte[values.remaining()];
            values.get(copy);
            found.add(tensor + " " + HexFormat.of().formatHex(copy));
        }
        return found;
    }

    /** A file that stays open: some file systems flush one to the disk that is emptied and written again. */
    private static final class Rewritten implements AutoCloseable {
        private final Path path;
        private final FileChannel channel;

        Rewritten(Path path) throws IOException {
            this.path = path;
            this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }

        void write(byte[] bytes) throws IOException {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** What takes too much is done once more: the first time, classes are loaded on the way. */
    private static <T> T within(long most, Supplier<T> step) {
        long before = Allocation.ofThisThread();
        Optional<JimmException> refusal = Optional.empty();
        T result = null;
        try {
            result = step.get();
        } catch (JimmException e) {
            refusal = Optional.of(e);
        }
        long taken = Allocation.ofThisThread() - before;
        if (taken > most) {
            before = Allocation.ofThisThread();
            assertEquals(refusal.isPresent(), isRefused(step));
            taken = Allocation.ofThisThread() - before;
        }
        assertTrue(taken <= most, taken + " bytes were allocated, " + most + " are allowed");
        refusal.ifPresent(e -> {
            throw e;
        });
        return result;
    }

    private static boolean isRefused(Supplier<?> step) {
        try {
            step.get();
            return false;
        } catch (JimmException e) {
            return true;
        }
    }

    /** By name, since the class that offers it lies in a module that the code under test does not need. */
    private static final class Allocation {
        private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
        private static final ObjectName THREADS = threads();
        private static final String[] SIGNATURE = {"long"};

        private static ObjectName threads() {
            try {
                return new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
            } catch (MalformedObjectNameException e) {
                throw new IllegalStateException(e);
            }
        }

        static long ofThisThread() {
            try {
                Object[] thread = {Thread.currentThread().getId()};
                return (Long) SERVER.invoke(THREADS, "getThreadAllocatedBytes", thread, SIGNATURE);
            } catch (JMException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
