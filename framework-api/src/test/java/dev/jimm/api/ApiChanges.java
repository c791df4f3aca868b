package dev.jimm.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What differs between two states of the API, and what it means for a plugin that was made for the first.
 *
 * @param breaking what a plugin may notice; of stable types only
 * @param unsettled the same of types that are not stable, which is allowed
 * @param added what no plugin notices
 */
record ApiChanges(List<String> breaking, List<String> unsettled, List<String> added) {
    static ApiChanges between(Map<String, List<String>> before, Map<String, List<String>> after) {
        ApiChanges changes = new ApiChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        before.forEach((type, lines) -> {
            if (after.containsKey(type)) {
                changes.compare(type, lines, after.get(type));
            } else {
                changes.broken(lines).add(type + " is gone");
            }
        });
        after.keySet().stream()
                .filter(type -> !before.containsKey(type))
                .forEach(type -> changes.added.add(type + " is new"));
        return changes;
    }

    boolean isEmpty() {
        return breaking.isEmpty() && unsettled.isEmpty() && added.isEmpty();
    }

    private void compare(String type, List<String> before, List<String> after) {
        for (String line : before) {
            if (!after.contains(line)) {
                broken(before).add(type + " has no longer: " + line);
            }
        }
        for (String line : after) {
            if (!before.contains(line)) {
                (mustBeImplemented(line) ? broken(before) : added).add(type + " has now: " + line + remark(line));
            }
        }
    }

    private List<String> broken(List<String> before) {
        return before.get(0).startsWith(API.Status.STABLE.name()) ? breaking : unsettled;
    }

    private static boolean mustBeImplemented(String line) {
        return line.contains("abstract ") && line.contains("(");
    }

    private static String remark(String line) {
        if (mustBeImplemented(line)) {
            return " (whoever implements the type lacks it; give it a default)";
        }
        return line.startsWith("constant ") || line.startsWith("permits ")
                ? " (a switch without a default branch does not know it)"
                : "";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        section(text, "breaks plugins; only a version may do so that their ranges leave out", breaking);
        section(text, "changes what is not stable; allowed", unsettled);
        section(text, "adds; allowed", added);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append(":\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
