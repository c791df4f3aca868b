package dev.jimm.core.provider;

import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects the names that two plugins both offer, so that the user sees all of them at once. */
public final class NameClashes {
    private static final int SHOWN = 10;

    /** Clashing names by the sentence that they belong into, since two copies of a plugin clash in every name. */
    private final Map<String, SortedSet<String>> names = new TreeMap<>();

    /**
     * Adds one.
     *
     * @param what is named, in the singular
     * @param first where the first of the two comes from
     */
    public void add(String what, String name, String first, String second) {
        names.computeIfAbsent(first + " and " + second + " both provide " + what, key -> new TreeSet<>())
                .add(name);
    }

    /**
     * Does nothing when there are no clashes.
     *
     * @throws JimmException (PLUGIN) with all of them as its message
     */
    public void throwIfAny() {
        if (names.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder("names of plugins clash; remove one of the two plugins:");
        names.forEach((sentence, clashing) ->
                message.append("\n  ").append(sentence).append(' ').append(list(clashing)));
        throw new JimmException(Category.PLUGIN, message.toString());
    }

    private static String list(SortedSet<String> clashing) {
        List<String> shown = clashing.stream().limit(SHOWN).toList();
        String more = clashing.size() > SHOWN ? " and " + (clashing.size() - SHOWN) + " more" : "";
        return "'" + String.join("', '", shown) + "'" + more;
    }
}
