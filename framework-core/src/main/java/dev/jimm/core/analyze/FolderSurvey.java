package dev.jimm.core.analyze;

import dev.jimm.core.analyze.DataReport.OtherFiles;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.image.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what an image folder holds besides its images. */
public final class FolderSurvey {
    private static final int LISTED = 100;
    private static final List<String> PARTS = List.of("train", "val", "validation");

    private FolderSurvey() {}

    /** No other files, as for all data sets but image folders. */
    public static OtherFiles none() {
        return new OtherFiles(0, List.of());
    }

    /**
     * The files that are not read: those that are no images by their names, and images outside of class folders. Hidden
     * files do not count, nor do folders beside {@code train}, {@code val} and {@code validation}, where there is a
     * {@code train}.
     */
    public static OtherFiles of(Path root) {
        boolean parted = Files.isDirectory(root.resolve(PARTS.get(0)));
        List<Path> folders = parted
                ? PARTS.stream().map(root::resolve).filter(Files::isDirectory).toList()
                : List.of(root);
        List<String> others = folders.stream()
                .flatMap(folder -> others(root, folder).stream())
                .toList();
        return new OtherFiles(others.size(), others.stream().limit(LISTED).toList());
    }

    private static List<String> others(Path root, Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> isOther(folder, path) && Files.isRegularFile(path))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
            throw new JimmException(Category.DATA, "cannot look through " + folder + ": " + Reason.of(cause), e);
        }
    }

    private static boolean isOther(Path folder, Path path) {
        boolean hidden = path.getFileName().toString().startsWith(".");
        boolean inNoClass = folder.equals(path.getParent());
        return !hidden && (inNoClass || !ImageFormat.named(path));
    }
}
