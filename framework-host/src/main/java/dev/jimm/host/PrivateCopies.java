package dev.jimm.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of jars in a folder that only this user may enter: what was checked is what runs, whatever happens to the
 * originals meanwhile.
 */
final class PrivateCopies implements AutoCloseable {
    private final List<Path> made = new ArrayList<>();
    private Path folder;

    /** A copy of a file. */
    synchronized Path copy(Path file) throws IOException {
        if (folder == null) {
            folder = remember(Files.createTempDirectory("jimm-plugins"));
        }
        Path copy = remember(Files.createTempFile(folder, "plugin", ".jar"));
        try (var out = Files.newOutputStream(copy)) {
            Files.copy(file, out);
        }
        return copy;
    }

    /** A process that is stopped does not come to close anything. */
    private Path remember(Path path) {
        path.toFile().deleteOnExit();
        made.add(path);
        return path;
    }

    @Override
    public synchronized void close() {
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                Files.deleteIfExists(made.get(i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        made.clear();
        folder = null;
    }
}
