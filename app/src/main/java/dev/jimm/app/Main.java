package dev.jimm.app;

import dev.jimm.app.session.StopRequest;

/** Runs a command and ends with its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        StopRequest.endAtOnce();
        System.exit(Jimm.commandLine(System.getenv()).execute(arguments));
    }
}
