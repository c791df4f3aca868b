package dev.jimm.core.analyze;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and lists in sentences; the same in every language of the machine. */
final class Words {
    private static final int NAMED = 5;

    private Words() {}

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A count with its noun: {@code 1 image}, {@code 1,200 images}, {@code 2 classes}. */
    static String count(long count, String noun) {
        String plural = noun.endsWith("s") || noun.endsWith("y") ? noun.replaceAll("y$", "i") + "es" : noun + "s";
        return format("%,d %s", count, count == 1 ? noun : plural);
    }

    /** The first of some names: {@code a, b, c, d, e and 7 more}. */
    static String some(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
