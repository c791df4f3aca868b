package dev.jimm.core.reader;

import dev.jimm.api.data.Reader;
import dev.jimm.core.error.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** One part of the images of a list. Equal labels are kept once. */
final class ListedImages {
    private static final int LOOKED_AT = 100;

    private final NameList paths = new NameList();
    private final IntStream.Builder kinds = IntStream.builder();
    private final Map<List<String>, Kind> known = new LinkedHashMap<>();

    /**
     * Samples with the same labels.
     *
     * @param where the first of them is
     */
    private record Kind(int number, String where) {}

    /**
     * Adds an image.
     *
     * @param path relative to the root
     * @param labels the names of its classes
     * @param where its row is
     */
    void add(String path, List<String> labels, String where) {
        paths.add(path);
        kinds.add(known.computeIfAbsent(labels, unused -> new Kind(known.size(), where))
                .number());
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** All classes, in natural order. */
    List<String> classNames() {
        return known.keySet().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted(NaturalOrder.INSTANCE)
                .toList();
    }

    /** Finds the classes that are not among those of the images to learn from. */
    void requireClasses(List<String> classNames, Findings findings) {
        Set<String> expected = Set.copyOf(classNames);
        known.forEach((labels, kind) -> {
            for (String label : labels) {
                if (!expected.contains(label)) {
                    findings.add(kind.where() + ": no image to learn from is of the class '" + label + "'"
                            + Nearest.hint(label, classNames));
                }
            }
        });
    }

    /** @throws IOException if there are no images, or the first hundred do not exist */
    void requireSome(Path root, String table) throws IOException {
        if (isEmpty()) {
            throw new IOException(root.resolve(table) + " lists no images");
        }
        List<String> first = paths.subList(0, Math.min(LOOKED_AT, paths.size()));
        if (first.stream().noneMatch(path -> Files.exists(root.resolve(path)))) {
            throw new IOException("none of the first " + first.size() + " images of " + root.resolve(table)
                    + " exists, such as " + root.resolve(first.get(0))
                    + "; data.root must be the folder that the paths are relative to");
        }
    }

    Reader reader(Path root, List<String> classNames, boolean multiLabel) {
        Map<String, Integer> places = new HashMap<>();
        classNames.forEach(name -> places.put(name, places.size()));
        int[][] labelsOfKind = known.keySet().stream()
                .map(labels -> labels.stream().mapToInt(places::get).sorted().toArray())
                .toArray(int[][]::new);
        int[] kindOf = kinds.build().toArray();
        return multiLabel
                ? new FileReader(
                        root,
                        classNames,
                        paths,
                        IntStream.of(kindOf)
                                .mapToObj(kind -> labelsOfKind[kind])
                                .toArray(int[][]::new))
                : new FileReader(
                        root,
                        classNames,
                        paths,
                        IntStream.of(kindOf).map(kind -> labelsOfKind[kind][0]).toArray());
    }
}
