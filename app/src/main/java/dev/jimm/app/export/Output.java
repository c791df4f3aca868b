package dev.jimm.app.export;

import dev.jimm.app.text.OutputFile;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a model can be written to a place, which is to be known before the work is done. */
final class Output {
    private Output() {}

    /**
     * Looks at the place.
     *
     * @param names the files of a folder that is to be written; none for a file
     * @throws JimmException CONFIGURATION when there is no folder for the file that can be written to, or the folder holds something else
     */
    static void requireUsable(Path output, Set<String> names) {
        if (names.isEmpty()) {
            new OutputFile(output, List.of(""));
        } else if (Files.isDirectory(output)) {
            requireNothingElse(output, names);
        } else if (Files.exists(output)) {
            throw refused(output, "this is a file; name a folder");
        }
    }

    private static void requireNothingElse(Path folder, Set<String> names) {
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(other -> {
                        throw refused(folder, "this folder holds something else (" + other + "); name a new one");
                    });
        } catch (IOException e) {
            throw refused(folder, "cannot be read: " + Reason.of(e));
        }
    }

    private static JimmException refused(Path output, String problem) {
        return new JimmException(Category.CONFIGURATION, "--output " + output + ": " + problem);
    }
}
