package dev.jimm.core.export;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.file.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is exported into. */
final class ExportFolder {
    private ExportFolder() {}

    /**
     * Makes the folder where there is none.
     *
     * @throws JimmException DATA when that fails
     */
    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA, folder + ": this folder cannot be made: " + Reason.of(e) + "; name another", e);
        }
    }

    /** @param text without the line end of its last line */
    static void write(Path file, String text) {
        AtomicFiles.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
