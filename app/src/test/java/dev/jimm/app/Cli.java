package dev.jimm.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands in this process, with the plugins of the class path, and keeps what they print. */
public final class Cli {
    private Cli() {}

    /** What a command did; lines end with a line feed on every system. */
    public record Outcome(int exitCode, String out, String err) {}

    public static Outcome run(Object... arguments) {
        return run(Jimm.commandLine(), arguments);
    }

    /** With the plugins of a distribution's folder instead of those of the class path. */
    public static Outcome runFrom(Path home, Object... arguments) {
        return with("jimm.home", home.toString(), arguments);
    }

    /** With a system property that the launcher would set. */
    static Outcome with(String property, String value, Object... arguments) {
        System.setProperty(property, value);
        try {
            return run(arguments);
        } finally {
            System.clearProperty(property);
        }
    }

    static Outcome run(CommandLine commandLine, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode =
                commandLine.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return new Outcome(exitCode, text(out), text(err));
    }

    private static String text(StringWriter writer) {
        return writer.toString().replace(System.lineSeparator(), "\n");
    }
}
