package dev.jimm.core.config;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects what is wrong with a configuration, so that the user learns of everything at once. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();

    private record Problem(Location where, String message) {
        @Override
        public String toString() {
            return where.equals(Location.UNKNOWN) ? message : where + ": " + message;
        }
    }

    /** Adds one; its message names the key and says what to do. */
    public void add(Location where, String message) {
        found.add(new Problem(where, message));
    }

    /** Adds those of another collection. */
    public void addAll(Problems others) {
        found.addAll(others.found);
        refused.addAll(others.refused);
    }

    /** The same with a hint after each message. */
    public Problems withHint(String hint) {
        Problems hinted = new Problems();
        hinted.refused.addAll(refused);
        found.forEach(problem -> hinted.add(problem.where(), problem.message() + hint));
        return hinted;
    }

    /** Remembers that the default stands in the place of what the configuration has at a path. */
    void refuse(String path) {
        refused.add(path);
    }

    /**
     * Whether the value at a path, or a section around it, was refused, so that what the user meant is unknown.
     *
     * @param path keys with dots between them, such as {@code train.epochs}
     */
    public boolean isRefused(String path) {
        return refused.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "."));
    }

    /** Whether something at a path or below it was refused. */
    public boolean isRefusedWithin(String path) {
        return refused.stream().anyMatch(place -> place.startsWith(path));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found, a line each, by file and line. */
    public List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparing(Problem::where))
                .map(Problem::toString)
                .toList();
    }

    /**
     * Does nothing when there are no problems.
     *
     * @throws JimmException of the category {@link Category#CONFIGURATION}, with all problems as its message
     */
    public void throwIfAny() {
        if (isEmpty()) {
            return;
        }
        String total = found.size() == 1 ? "" : "\n" + found.size() + " problems";
        throw new JimmException(Category.CONFIGURATION, lines().stream().collect(Collectors.joining("\n", "", total)));
    }
}
