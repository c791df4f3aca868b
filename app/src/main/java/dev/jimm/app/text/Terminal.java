package dev.jimm.app.text;

import java.io.Console;

/** Whether a person watches. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output goes to a terminal (and standard input comes from one). */
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // since Java 22 there is a console in any case, and this method tells
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
