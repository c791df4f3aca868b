package dev.jimm.app;

/** Runs a command and ends with its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Jimm.commandLine().execute(arguments));
    }
}
