package dev.jimm.core.engine;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What concerns the engine as a whole. The first call of any of these loads the native library. */
public final class Engine {
    private static final Pattern ERROR = Pattern.compile("RuntimeError: (.+)");

    private Engine() {}

    /** Name and version, for provenance and self-tests. */
    public static String version() {
        return Native.version();
    }

    /** How many threads one operator may use; set by {@code -Dai.djl.pytorch.num_threads}. */
    public static int threads() {
        return Native.threads();
    }

    /** What the engine says went wrong, without the listing of the code in which it did. */
    public static String reason(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher error = ERROR.matcher(message);
        return error.find()
                ? error.group(1)
                : message.lines().filter(line -> !line.isBlank()).findFirst().orElse(message);
    }

    /**
     * Does something with the generator that random operators draw from seeded. There is one generator in the process, so what draws
     * from it waits for its turn; two trainings side by side stay reproducible.
     */
    public static synchronized <T> T seeded(long seed, Supplier<T> work) {
        Native.seed(seed);
        return work.get();
    }
}
