package dev.jimm.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands in this process, with the plugins of the class path, and keeps what they print. */
public final class Cli {
    /** Nothing is cached, and nobody is asked. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("HF_HUB_OFFLINE", "1", "HF_HOME", "no-such-folder", "TORCH_HOME", "no-such-folder");

    private Cli() {}

    /** What a command did; lines end with a line feed on every system. */
    public record Outcome(int exitCode, String out, String err) {}

    public static Outcome run(Object... arguments) {
        return run(Jimm.commandLine(ENVIRONMENT), arguments);
    }

    /** With the plugins of a distribution's folder instead of those of the class path. */
    public static Outcome runFrom(Path home, Object... arguments) {
        return with("jimm.home", home.toString(), arguments);
    }

    /** The same in another environment. */
    public static Outcome runFrom(Path home, Map<String, String> environment, Object... arguments) {
        System.setProperty("jimm.home", home.toString());
        try {
            return run(Jimm.commandLine(environment), arguments);
        } finally {
            System.clearProperty("jimm.home");
        }
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
