package dev.jimm.core.hub;

/** Is told how downloads go; may be called from any thread that asks a {@link Hub} for files. */
public interface DownloadListener {
    /** For those who do not watch. */
    DownloadListener NONE = new DownloadListener() {};

    /**
     * Bytes begin to come.
     *
     * @param file what is downloaded, as people call it
     * @param bytes the size of the whole, or -1 when it is not known
     * @param present how many are there already, from an attempt before
     */
    default void begins(String file, long bytes, long present) {}

    /** So many more bytes are there. */
    default void received(long bytes) {}

    /** Something went wrong that another attempt may mend. */
    default void triesAgain(String file, String reason) {}

    /** Another thread or process downloads the same file, and is waited for. */
    default void waits(String file) {}

    /** The file is there, checked and in its place; what follows is another file. */
    default void ends(String file) {}
}
