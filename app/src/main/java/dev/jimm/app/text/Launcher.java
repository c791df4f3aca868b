package dev.jimm.app.text;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the user starts jimm: the one place that knows it, for commands that are shown to be typed next. */
public final class Launcher {
    private static final String PROPERTY = "jimm.command";
    private static final String PLAIN = "jimm";
    /** What a shell takes as it is. */
    private static final String SAFE = "[\\w./:=,@%+-]+";

    private Launcher() {}

    /** The program as the user types it: {@code jimm}, or {@code ./jimm} in a clone. */
    public static String name() {
        return System.getProperty(PROPERTY, PLAIN);
    }

    /** A command to be typed, such as {@code ./jimm validate runs/first}; words with blanks and the like are quoted. */
    public static String command(String... words) {
        return name() + " " + Arrays.stream(words).map(Launcher::quoted).collect(Collectors.joining(" "));
    }

    /** A message of the framework, which calls commands {@code 'jimm models'}, with the name that the user types. */
    public static String renamed(String message) {
        return message.replace("'" + PLAIN + " ", "'" + name() + " ");
    }

    /** A word as a shell takes it. */
    public static String quoted(String word) {
        return word.matches(SAFE) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
