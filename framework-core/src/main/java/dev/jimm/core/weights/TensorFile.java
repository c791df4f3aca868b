package dev.jimm.core.weights;

import dev.jimm.core.error.Reason;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.tensorfile.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a checkpoint's tensors. It is compared with what was written when it is first opened, and only then. */
public final class TensorFile {
    private final Path path;
    private final Fingerprint written;
    private SafetensorsReader opened;

    TensorFile(Path path, Fingerprint written) {
        this.path = path;
        this.written = written;
    }

    synchronized SafetensorsReader open() throws Damage {
        if (opened == null) {
            requireSame();
            opened = SafetensorsReader.open(path);
        }
        return opened;
    }

    private void requireSame() throws Damage {
        String name = path.getFileName().toString();
        if (!Files.exists(path)) {
            throw new Damage(name, "is missing", null);
        }
        try {
            long size = Files.size(path);
            if (size != written.bytes()) {
                throw new Damage(name, "has " + size + " bytes, " + written.bytes() + " were written", null);
            }
            if (!Fingerprint.of(path).equals(written)) {
                throw new Damage(name, "holds other bytes than were written (its SHA-256 is another)", null);
            }
        } catch (IOException e) {
            throw new Damage(name, "cannot be read: " + Reason.of(e), e);
        }
    }
}
