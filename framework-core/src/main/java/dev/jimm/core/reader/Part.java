package dev.jimm.core.reader;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The parts that data sets are divided into, and the names by which files and folders tell theirs. */
enum Part {
    TRAIN("train"),
    VALIDATION("val", "validation"),
    TEST("test");

    private final List<String> names;

    Part(String... names) {
        this.names = List.of(names);
    }

    static Optional<Part> named(String name) {
        return Arrays.stream(values()).filter(part -> part.names.contains(name)).findFirst();
    }

    /**
     * What is there of this part in a folder.
     *
     * @param ending of its name, behind that of the part
     * @param wanted what it must be, a file or a folder
     */
    Optional<Path> in(Path folder, String ending, Predicate<Path> wanted) {
        return names.stream()
                .map(name -> folder.resolve(name + ending))
                .filter(wanted)
                .findFirst();
    }
}
