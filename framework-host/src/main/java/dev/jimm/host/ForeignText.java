package dev.jimm.host;

import java.util.Locale;
import java.util.regex.Pattern;

/** Text from jars: names, messages of exceptions. It may hold anything, also what steers a terminal. */
public final class ForeignText {
    /** Control characters steer terminals; those of formatting cannot be seen. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private static final int LONGEST = 500;

    private ForeignText() {}

    /** The text in one line of at most 500 characters, with what cannot be printed as {@code <001B>}. */
    public static String oneLine(String text) {
        String line = printable(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** The text in one line, with what cannot be printed as {@code <001B>}. */
    public static String printable(String text) {
        return UNPRINTABLE
                .matcher(text.strip().replaceAll("\\s*\\R\\s*", " "))
                .replaceAll(found ->
                        String.format(Locale.ROOT, "<%04X>", found.group().codePointAt(0)));
    }
}
