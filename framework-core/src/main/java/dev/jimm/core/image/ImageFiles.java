package dev.jimm.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads image files into memory. */
public final class ImageFiles {
    private ImageFiles() {}

    /** The bytes of a file; of one that is too large for the memory, not even its beginning. */
    public static byte[] bytes(Path file) throws UnreadableImageException {
        try {
            requireRoom(file.toString(), Files.size(file));
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(file.toString(), "there is no such file", e);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableImageException(file.toString(), "cannot be read: " + e, e);
        }
    }

    /** What is bearable in memory at once, in bytes: half of the heap, at most 2 GB. */
    public static long room() {
        return ImageDecoder.room(Runtime.getRuntime().maxMemory());
    }

    /** @throws UnreadableImageException if a file of so many bytes is too large for the memory */
    public static void requireRoom(String source, long bytes) throws UnreadableImageException {
        ImageDecoder.requireRoom(source, "has", bytes, Runtime.getRuntime().maxMemory());
    }
}
