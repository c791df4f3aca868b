package dev.jimm.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** The bytes of all files, as text, and the names of all folders. */
    SortedMap<String, String> content() throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.toList()) {
                content.put(
                        path.relativize(one).toString(),
                        Files.isRegularFile(one)
                                ? new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1)
                                : "a folder");
            }
        }
        return content;
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

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
