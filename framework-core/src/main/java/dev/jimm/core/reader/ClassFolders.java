package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import dev.jimm.core.image.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with one sub-folder a class.
 *
 * @param folder the folder
 * @param files the image files of each class, relative to the folder; the classes in natural order
 */
record ClassFolders(Path folder, Map<String, List<String>> files) {
    /** Looks through a folder. Hidden files and files that are no images by their names are passed over. */
    static ClassFolders scan(Path folder) throws IOException {
        List<Path> classes = subFolders(folder);
        if (classes.isEmpty()) {
            throw new IOException(folder + " has no sub-folders; " + expected(folder));
        }
        Map<String, List<String>> files = new LinkedHashMap<>();
        for (Path each : classes) {
            files.put(each.getFileName().toString(), images(folder, each));
        }
        return new ClassFolders(folder, files);
    }

    private static String expected(Path folder) {
        return "expected is one sub-folder a class, with image files in it, such as "
                + folder.resolve("cat").resolve("1.jpg");
    }

    /** @throws IOException if a class is without images */
    ClassFolders requireImages() throws IOException {
        List<String> empty =
                classNames().stream().filter(name -> files.get(name).isEmpty()).toList();
        if (!empty.isEmpty()) {
            throw new IOException("no images in " + empty.size() + " of the " + files.size() + " class folders of "
                    + folder + ": " + String.join(", ", empty) + "; " + expected(folder));
        }
        return this;
    }

    /** Whether any class has images. */
    boolean hasImages() {
        return files.values().stream().anyMatch(images -> !images.isEmpty());
    }

    List<String> classNames() {
        return List.copyOf(files.keySet());
    }

    ClassSamples<String> samples() {
        ClassSamples<String> samples = new ClassSamples<>(folder.toString());
        samples.byClass().putAll(files);
        return samples;
    }

    Reader reader() {
        ClassSamples<String> samples = samples();
        return new FileReader(folder, samples.classNames(), NameList.of(samples.samples()), samples.labels());
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
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isHidden(Path path) {
        return name(path).startsWith(".");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
