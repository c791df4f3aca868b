package dev.jimm.core.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What differs from a reference: of each kind of difference the first one, and how many more there are. */
final class Differences {
    private final Map<String, List<String>> byKind = new LinkedHashMap<>();

    void add(String kind, String message) {
        byKind.computeIfAbsent(kind, unused -> new ArrayList<>()).add(message);
    }

    void addAll(Differences other) {
        other.byKind.forEach((kind, messages) -> messages.forEach(message -> add(kind, message)));
    }

    /** Adds a difference unless the two are equal. */
    void compare(String kind, String what, Object actual, Object reference) {
        if (!Objects.equals(actual, reference)) {
            add(kind, what + " is " + actual + ", the reference says " + reference);
        }
    }

    boolean isEmpty() {
        return byKind.isEmpty();
    }

    /** All on one line. */
    @Override
    public String toString() {
        return byKind.values().stream().map(Differences::text).collect(Collectors.joining("; "));
    }

    private static String text(List<String> messages) {
        int more = messages.size() - 1;
        return messages.get(0) + (more == 0 ? "" : " (and " + more + " more of this kind)");
    }
}
