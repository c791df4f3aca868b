package dev.jimm.app.text;

/** How the user starts jimm, for commands that are shown to be typed next. */
public final class Launcher {
    private static final String COMMAND = "jimm.command";

    private Launcher() {}

    /** A command line, such as {@code ./jimm validate runs/first}. */
    public static String command(String arguments) {
        return System.getProperty(COMMAND, "jimm") + " " + arguments;
    }
}
