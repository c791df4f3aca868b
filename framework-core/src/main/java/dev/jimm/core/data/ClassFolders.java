package dev.jimm.core.data;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A folder with one sub-folder a class.
 *
 * @param folder the folder
 * @param files the image files of each class, relative to the folder; the classes in natural order
 */
record ClassFolders(Path folder, Map<String, List<String>> files) {
    /** Looks through a folder. Hidden files and files that are no images by their names are passed over. */
    static ClassFolders scan(Path folder) {
        try {
            List<Path> classes = subFolders(folder);
            if (classes.isEmpty()) {
                throw new JimmException(Category.DATA, folder + " has no sub-folders; " + expected(folder));
            }
            Map<String, List<String>> files = new LinkedHashMap<>();
            for (Path each : classes) {
                files.put(each.getFileName().toString(), images(folder, each));
            }
            return new ClassFolders(folder, files);
        } catch (IOException | UncheckedIOException e) {
            throw new JimmException(Category.DATA, "cannot look through " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String expected(Path folder) {
        return "expected is one sub-folder a class, with JPEG, PNG, GIF or BMP files in it, such as "
                + folder.resolve("cat").resolve("1.jpg");
    }

    /** @throws JimmException DATA if a class is without images */
    ClassFolders requireImages() {
        List<String> empty =
                classNames().stream().filter(name -> files.get(name).isEmpty()).toList();
        if (!empty.isEmpty()) {
            throw new JimmException(
                    Category.DATA,
                    "no images in " + empty.size() + " of the " + files.size() + " class folders of " + folder + ": "
                            + String.join(", ", empty) + "; " + expected(folder));
        }
        return this;
    }

    List<String> classNames() {
        return List.copyOf(files.keySet());
    }

    Reader reader() {
        return reader(UnaryOperator.identity());
    }

    /** A reader of those files of each class that the selection leaves. */
    Reader reader(UnaryOperator<List<String>> selection) {
        List<String> selected = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        int label = 0;
        for (List<String> ofClass : files.values()) {
            List<String> some = selection.apply(ofClass);
            selected.addAll(some);
            labels.addAll(Collections.nCopies(some.size(), label));
            label++;
        }
        return new FileReader(
                folder,
                classNames(),
                List.copyOf(selected),
                labels.stream().mapToInt(i -> i).toArray());
    }

    private static List<Path> subFolders(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> Files.isDirectory(path) && !isHidden(path))
                    .sorted((a, b) -> NaturalOrder.INSTANCE.compare(name(a), name(b)))
                    .toList();
        }
    }

    private static List<String> images(Path root, Path classFolder) throws IOException {
        try (Stream<Path> paths = Files.walk(classFolder, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(path -> ImageFormat.named(path) && !isHidden(path) && Files.isRegularFile(path))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHidden(Path path) {
        return name(path).startsWith(".");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
