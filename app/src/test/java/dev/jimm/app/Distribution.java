package dev.jimm.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the assembled distribution as users do: as a process of its own. */
final class Distribution {
    static final Path HOME = Path.of("target", "jimm").toAbsolutePath();
    static final Path LAUNCHER = HOME.resolve("bin/jimm");
    private static final int TIMEOUT_SECONDS = 900;

    private Distribution() {}

    /** What a process did and wrote. */
    record Outcome(int exitCode, String out, String err) {}

    /** Runs jimm in a folder, with the Java of this test unless the environment names another. */
    static Outcome run(Path folder, Map<String, String> environment, Object... arguments)
            throws IOException, InterruptedException {
        return run(builder(folder, environment, arguments));
    }

    /** Runs a process that does not end by itself only when something is wrong. */
    static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path folder = builder.directory().toPath();
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        Outcome outcome = new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        if (!ended) {
            throw new AssertionError(
                    builder.command() + " did not end within " + TIMEOUT_SECONDS + " seconds: " + outcome);
        }
        return outcome;
    }

    /** A process of jimm that is still to be started. */
    static ProcessBuilder builder(Path folder, Map<String, String> environment, Object... arguments) {
        return process(folder, environment, LAUNCHER, arguments);
    }

    /** A process that is still to be started, of a program that runs Java. */
    static ProcessBuilder process(Path folder, Map<String, String> environment, Path program, Object... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program), Stream.of(arguments))
                        .map(Object::toString)
                        .toList())
                .directory(folder.toFile());
        // Java tells on standard error what it takes from the last three
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("JIMM_")
                        || List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                                .contains(name));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("OMP_NUM_THREADS", "1"); // results are then the same on every machine
        builder.environment().putAll(environment);
        return builder;
    }
}
