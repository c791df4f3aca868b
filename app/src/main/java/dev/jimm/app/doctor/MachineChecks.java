package dev.jimm.app.doctor;

import dev.jimm.app.text.Text;
import dev.jimm.core.machine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What jimm finds on the machine. */
final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long LITTLE_MEMORY = 2L << 30;
    private static final long LITTLE_SPACE = 2L << 30;

    private MachineChecks() {}

    static Finding java() {
        String text = System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", in "
                + System.getProperty("java.home");
        return Runtime.version().feature() < OLDEST_JAVA
                ? Finding.fail("Java", text, "install Java " + OLDEST_JAVA + " or newer and set JAVA_HOME to it")
                : Finding.ok("Java", text);
    }

    static Finding system() {
        return Finding.ok(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Text.count(Runtime.getRuntime().availableProcessors(), "core"));
    }

    /** Where the system does not tell, nothing is said. */
    static Stream<Finding> processor() {
        String name = Machine.HERE.processor().orElse("unknown");
        return Machine.HERE.hasBfloat16().stream()
                .map(fast -> Finding.ok(
                        "processor",
                        name
                                + (fast
                                        ? "; has AVX512-BF16: train.precision = bf16 is fast"
                                        : "; has no AVX512-BF16: train.precision = fp32 is the faster one")));
    }

    static Finding memory() {
        String heap = "Java may take " + Text.bytes(Runtime.getRuntime().maxMemory());
        OptionalLong available = Machine.HERE.availableMemory();
        if (available.isEmpty()) {
            return Finding.ok("memory", heap);
        }
        String text = Text.bytes(available.getAsLong()) + " available; " + heap;
        return available.getAsLong() < LITTLE_MEMORY
                ? Finding.warn("memory", text, "close other programs, or lower data.batch-size")
                : Finding.ok("memory", text);
    }

    /** Where runs and data sets are written unless the configuration says otherwise. */
    static Finding workingFolder() {
        Path folder = Path.of("").toAbsolutePath();
        if (!Files.isWritable(folder)) {
            return Finding.warn(
                    "working folder",
                    folder + " cannot be written to",
                    "change to another folder, or set train.output and data.root to one that can");
        }
        long free = freeSpace(folder);
        String text = folder + ", " + Text.bytes(free) + " free";
        return free < LITTLE_SPACE
                ? Finding.warn("working folder", text, "make room: checkpoints of large models take gigabytes")
                : Finding.ok("working folder", text);
    }

    /** Where the engine's libraries are unpacked. */
    static Finding cacheFolder() {
        Path folder = Stream.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")
                .flatMap(name -> Stream.of(System.getProperty(name), System.getenv(name)))
                .filter(value -> value != null && !value.isBlank())
                .map(Path::of)
                .findFirst()
                .orElse(Path.of(System.getProperty("user.home"), ".djl.ai"));
        Path existing = folder.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return Files.isWritable(existing)
                ? Finding.ok("cache folder", folder + ", " + Text.bytes(freeSpace(existing)) + " free")
                : Finding.fail(
                        "cache folder",
                        folder + " cannot be written to",
                        "set DJL_CACHE_DIR (environment) to a folder with 500 MB of room that can");
    }

    private static long freeSpace(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
