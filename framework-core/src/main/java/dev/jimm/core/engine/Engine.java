package dev.jimm.core.engine;

/** What concerns the engine as a whole. The first call of any of these loads the native library. */
public final class Engine {
    private Engine() {}

    /** Name and version, for provenance and self-tests. */
    public static String version() {
        return Native.version();
    }

    /** How many threads one operator may use; set by {@code -Dai.djl.pytorch.num_threads}. */
    public static int threads() {
        return Native.threads();
    }

    /** Seeds the generator that random operators draw from. */
    public static void seed(long seed) {
        Native.seed(seed);
    }
}
