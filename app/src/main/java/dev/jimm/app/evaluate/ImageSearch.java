package dev.jimm.app.evaluate;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.error.Reason;
import dev.jimm.core.image.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds image files. */
public final class ImageSearch {
    private ImageSearch() {}

    /**
     * The given files, whatever their names, and the images below the given folders, links followed, sorted within each
     * folder.
     *
     * @throws JimmException DATA when there is no image
     */
    public static List<Path> find(List<Path> paths) {
        List<Path> images = new ArrayList<>();
        for (Path path : paths) {
            images.addAll(Files.isDirectory(path) ? below(path) : List.of(path));
        }
        if (images.isEmpty()) {
            throw new JimmException(Category.DATA, "no JPEG, PNG, GIF, BMP, TIFF or WebP files in " + join(paths));
        }
        return images;
    }

    /**
     * The paths in a text file in UTF-8, one a line; blank lines are passed over. A path is relative to the file's
     * folder or, where that has none such, to the working folder.
     *
     * @throws JimmException DATA when the file cannot be read or has no paths
     */
    static List<Path> listed(Path file) {
        try {
            List<Path> paths = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(line -> resolved(file, line))
                    .toList();
            if (paths.isEmpty()) {
                throw new JimmException(Category.DATA, "--list " + file + ": there is no path in this file");
            }
            return paths;
        } catch (IOException e) {
            throw new JimmException(
                    Category.DATA,
                    "--list " + file + ": cannot be read: " + Reason.of(e)
                            + "; give a text file in UTF-8, a path a line",
                    e);
        } catch (InvalidPathException e) {
            throw new JimmException(Category.DATA, "--list " + file + ": no file can have the name " + e.getInput(), e);
        }
    }

    private static Path resolved(Path list, String line) {
        Path beside = list.resolveSibling(line);
        return Files.exists(beside) ? beside : Path.of(line);
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> isImage(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unsearchable(folder, e);
        } catch (UncheckedIOException e) {
            throw unsearchable(folder, e.getCause());
        }
    }

    private static JimmException unsearchable(Path folder, IOException e) {
        String reason = e instanceof FileSystemLoopException loop
                ? loop.getFile() + " is a link to a folder that it is in"
                : Reason.of(e);
        return new JimmException(Category.DATA, "cannot look through " + folder + ": " + reason, e);
    }

    private static boolean isImage(Path file) {
        return ImageFormat.named(file) && !file.getFileName().toString().startsWith(".");
    }

    private static String join(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }
}
