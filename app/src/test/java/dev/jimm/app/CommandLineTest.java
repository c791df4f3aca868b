package dev.jimm.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.ProvisionException;
import dev.jimm.app.Cli.Outcome;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The frame around the commands: options, help, exit codes. */
class CommandLineTest {
    private static final Set<String> EVERYWHERE = Set.of("--help", "--verbose", "--plugins");

    /** A run is configured by its file, never by options: whoever adds one has to say why it is no key of the file. */
    @Test
    void commandsHaveNoOtherOptions() {
        Map<String, Set<String>> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("jimm", Set.of("--version")),
                Map.entry("jimm train", Set.of("--set", "--resume", "--allow-changes")),
                Map.entry(
                        "jimm validate",
                        Set.of(
                                "--data",
                                "--reader",
                                "--split",
                                "--set",
                                "--real-labels",
                                "--tta",
                                "--weights",
                                "--lenient",
                                "--image-size",
                                "--ema",
                                "--reparam",
                                "--per-class",
                                "--confusion",
                                "--stats",
                                "--json",
                                "--output")),
                Map.entry(
                        "jimm predict",
                        Set.of(
                                "--list",
                                "--top",
                                "--tta",
                                "--weights",
                                "--lenient",
                                "--image-size",
                                "--ema",
                                "--reparam",
                                "--embeddings",
                                "--format",
                                "--output")),
                Map.entry("jimm average", Set.of("--greedy", "--metric", "--last", "--recalibrate", "--output")),
                Map.entry(
                        "jimm export",
                        Set.of(
                                "--format",
                                "--output",
                                "--check",
                                "--image-size",
                                "--batch-size",
                                "--reparam",
                                "--ema",
                                "--opset",
                                "--dynamic-size",
                                "--fold-batch-norm",
                                "--external-data",
                                "--weights",
                                "--lenient",
                                "--untrained",
                                "--json")),
                Map.entry(
                        "jimm quantize",
                        Set.of(
                                "--data",
                                "--output",
                                "--for",
                                "--dynamic",
                                "--images",
                                "--check",
                                "--threads",
                                "--ema",
                                "--weights",
                                "--lenient",
                                "--image-size",
                                "--reparam",
                                "--json")),
                Map.entry("jimm models", Set.of("--json", "--markdown", "--pretrained")),
                Map.entry("jimm models show", Set.of()),
                Map.entry("jimm models pull", Set.of("--all-tags", "--json")),
                Map.entry("jimm models cache", Set.of("--remove", "--json")),
                Map.entry("jimm plugins", Set.of()),
                Map.entry("jimm plugins check", Set.of("--load", "--json")),
                Map.entry("jimm plugins new", Set.of("--package", "--directory")),
                Map.entry("jimm optimizers", Set.of("--json")),
                Map.entry("jimm schedulers", Set.of("--json")),
                Map.entry("jimm policies", Set.of("--json")),
                Map.entry("jimm readers", Set.of("--json")),
                Map.entry("jimm listeners", Set.of("--json")),
                Map.entry("jimm describe", Set.of("--set", "--parameters")),
                Map.entry("jimm analyze", Set.of("--reader", "--set", "--output", "--workers")),
                Map.entry("jimm verify", Set.of("--execution", "--filter")),
                Map.entry(
                        "jimm benchmark",
                        Set.of(
                                "--batch-size",
                                "--infer",
                                "--train",
                                "--variant",
                                "--reparam",
                                "--optimizers",
                                "--loader")),
                Map.entry("jimm doctor", Set.of())));
        Map<String, Set<String>> found = new TreeMap<>();
        collect(Jimm.commandLine(Cli.ENVIRONMENT), found);
        assertEquals(expected, found);
    }

    private static void collect(CommandLine command, Map<String, Set<String>> found) {
        Set<String> names = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(names.containsAll(EVERYWHERE), command.getCommandSpec().qualifiedName());
        names.removeAll(EVERYWHERE);
        found.put(command.getCommandSpec().qualifiedName(), names);
        command.getSubcommands().values().forEach(each -> collect(each, found));
    }

    @Test
    void helpFitsATerminalOf80Columns() {
        for (List<String> command : List.of(
                List.<String>of(),
                List.of("train"),
                List.of("validate"),
                List.of("predict"),
                List.of("models"),
                List.of("models", "show"),
                List.of("models", "pull"),
                List.of("models", "cache"),
                List.of("optimizers"),
                List.of("schedulers"),
                List.of("policies"),
                List.of("readers"),
                List.of("listeners"),
                List.of("average"),
                List.of("export"),
                List.of("plugins"),
                List.of("plugins", "check"),
                List.of("describe"),
                List.of("analyze"),
                List.of("verify"),
                List.of("benchmark"),
                List.of("doctor"))) {
            List<Object> arguments = new ArrayList<>(command);
            arguments.add("--help");
            Outcome outcome = Cli.run(arguments.toArray());
            assertEquals(0, outcome.exitCode(), command.toString());
            assertEquals("", outcome.err(), command.toString());
            assertTrue(outcome.out().startsWith("Usage: jimm"), outcome.out());
            assertTrue(outcome.out().lines().allMatch(line -> line.length() <= 80), outcome.out());
        }
    }

    @Test
    void withoutACommandTellsWhichThereAre() {
        Outcome outcome = Cli.run();
        assertEquals(2, outcome.exitCode());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().startsWith("Usage: jimm"), outcome.err());
    }

    @Test
    void versionNamesTheApiOfPlugins() {
        Outcome outcome = Cli.run("--version");
        assertEquals(0, outcome.exitCode());
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.get(0).matches("jimm \\S.*"), lines.get(0));
        assertEquals("plugin API 0.1.0", lines.get(1));
    }

    @Test
    void aMistypedCommandIsCorrected() {
        Outcome outcome = Cli.run("modles");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "jimm: unmatched argument at index 0: 'modles'",
                outcome.err().lines().findFirst().orElse(""));
        assertTrue(outcome.err().contains("Did you mean: jimm models"), outcome.err());
        assertTrue(outcome.err().endsWith("'jimm --help' tells what there is\n"), outcome.err());
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertEquals(
                new Outcome(
                        2,
                        "",
                        "jimm: unknown option: '--jsn'\nPossible solutions: --json\n'jimm models --help' tells what there is\n"),
                Cli.run("models", "--jsn"));
    }

    @Test
    void aMissingArgumentIsWrongUsage() {
        assertEquals(
                new Outcome(
                        2, "", "jimm: missing required parameter: 'FILE'\n'jimm train --help' tells what there is\n"),
                Cli.run("train"));
    }

    @ParameterizedTest
    @EnumSource(Category.class)
    void eachCategoryOfErrorsHasItsExitCode(Category category) {
        JimmException failure = new JimmException(category, "what, where,\nwhat to do");
        assertEquals(new Outcome(category.exitCode(), "", "jimm: what, where,\nwhat to do\n"), fail(failure));
    }

    @Test
    void anyOtherExceptionIsADefect() {
        assertEquals(
                new Outcome(
                        70,
                        "",
                        "jimm: this is a defect of jimm: java.lang.IllegalStateException: oh\n"
                                + "please report it with what '--verbose' prints in addition\n"),
                fail(new IllegalStateException("oh")));
    }

    @Test
    void errorsOfTheMachineAreToldToo() {
        Outcome outcome = fail(new OutOfMemoryError("heap"));
        assertEquals(70, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: Java ran out of memory; "), outcome.err());
    }

    @Test
    void aKnownFailureIsFoundBehindWhatItCaused() {
        JimmException cause = new JimmException(Category.DATA, "no engine");
        Outcome expected = new Outcome(3, "", "jimm: no engine\n");
        assertEquals(expected, fail(new ExceptionInInitializerError(cause)));
        assertEquals(expected, fail(new IllegalStateException(new ProvisionException("oh", cause))));
    }

    @Test
    void outputThatDoesNotArriveIsAFailure() {
        Writer full = new Writer() {
            @Override
            public void write(char[] letters, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Jimm.commandLine(Cli.ENVIRONMENT).setOut(new PrintWriter(full)).setErr(new PrintWriter(err, true));
        assertEquals(3, commandLine.execute("models", "show", "resnet18"));
        assertEquals(
                List.of("jimm: not all output could be written; is the disk full?"),
                err.toString().lines().toList());
        assertEquals(2, commandLine.execute("models", "resnet81"), "its own failure counts more");
    }

    @Test
    void whatToTypeBeginsWithTheNameThatTheUserTypes() {
        Outcome help = fromAClone("--help");
        assertTrue(help.out().startsWith("Usage: ./jimm "), help.out());
        assertTrue(help.out().contains("\nA first run:  ./jimm train examples/quickstart.conf\n"), help.out());
        assertFalse(help.out().contains("  jimm "), help.out());
        assertTrue(fromAClone("models", "resnet18").out().endsWith("'./jimm models show NAME' tells all about one\n"));
        assertTrue(fromAClone("models", "show", "resnet81").err().contains("; './jimm models' lists all "));
        assertTrue(fromAClone("train").err().endsWith("\n'./jimm train --help' tells what there is\n"));
    }

    private static Outcome fromAClone(Object... arguments) {
        return Cli.with("jimm.command", "./jimm", arguments);
    }

    @Test
    void verboseShowsTheStackTrace() {
        Outcome outcome = fail(new JimmException(Category.DATA, "bad"), "--verbose");
        assertEquals(3, outcome.exitCode());
        assertTrue(outcome.err().startsWith("jimm: bad\ndev.jimm.core.error.JimmException: bad\n\tat "), outcome.err());
    }

    /** A command that does nothing but fail. */
    @Command(name = "fail")
    private static final class Fail implements Runnable {
        private final Throwable failure;

        Fail(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    private static Outcome fail(Throwable failure, String... options) {
        CommandLine commandLine = Jimm.commandLine(Cli.ENVIRONMENT);
        commandLine.addSubcommand(new Fail(failure));
        // settings do not reach commands that are added later
        commandLine.setExecutionExceptionHandler(commandLine.getExecutionExceptionHandler());
        commandLine.setExecutionStrategy(commandLine.getExecutionStrategy());
        Object[] arguments = Arrays.copyOf(options, options.length + 1, Object[].class);
        arguments[options.length] = "fail";
        return Cli.run(commandLine, arguments);
    }
}
