package dev.jimm.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder that a check works in; deleted when it is closed. */
final class TestFolder implements AutoCloseable {
    /** Linux's links to the files that this process has open. */
    private static final Path OPEN = Path.of("/proc/self/fd");

    private final Path path;

    TestFolder() throws IOException {
        path = Files.createTempDirectory("jimm-kit").toRealPath();
    }

    Path path() {
        return path;
    }

    /** The regular files, in the order of their names. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The bytes of all files, a character each, by their paths in the folder. */
    SortedMap<String, String> content() throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        for (Path file : files()) {
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            content.put(path.relativize(file).toString(), bytes);
        }
        return content;
    }

    /** Makes the folder hold these files and no others. */
    void replace(Map<String, String> content) throws IOException {
        empty();
        for (Map.Entry<String, String> file : content.entrySet()) {
            Path target = path.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The files that are in one of two only, or differ. */
    static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(file -> before.containsKey(file) && before.get(file).equals(after.get(file)));
        return changed;
    }

    /** The files of the folder that this process has open, as far as the system tells. */
    List<String> open() throws IOException {
        if (!Files.isDirectory(OPEN)) {
            return List.of();
        }
        try (Stream<Path> links = Files.list(OPEN)) {
            return links.map(TestFolder::target)
                    .filter(target -> target.startsWith(path.toString()))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed in the meantime
        }
    }

    private void empty() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!one.equals(path)) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        empty();
        Files.deleteIfExists(path);
    }
}
