package dev.jimm.app.verify;

import dev.jimm.app.session.Session;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.verify.Case;
import dev.jimm.core.verify.Summary;
import dev.jimm.core.verify.Verification;
import dev.jimm.core.verify.VerifyOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm verify}. */
@Command(
        name = "verify",
        description = "Check what the plugins provide against reference facts: a line a case, then the counts.",
        footer = {"", "Exit code 1 when a case failed."})
public final class VerifyCommand implements Callable<Integer> {
    /** How forward passes are run. */
    enum Mode {
        TRACED(Execution.TRACED),
        EAGER(Execution.EAGER),
        BOTH(Execution.TRACED, Execution.EAGER);

        private final Execution[] executions;

        Mode(Execution... executions) {
            this.executions = executions;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FIXTURE", description = "Files of reference facts.")
    private List<Path> fixtures;

    @Option(
            names = "--execution",
            paramLabel = "MODE",
            defaultValue = "traced",
            description = "How what runs on the engine is run: traced, eager or both. Default: ${DEFAULT-VALUE}.")
    private Mode mode;

    @Option(
            names = "--filter",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only models, optimizers, schedules, losses and parts of training whose names match, such as"
                    + " 'resnet*' (in quotes).")
    private String filter;

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        fixtures.forEach(VerifyCommand::requireNoFolder);
        Verification verification = session.get(Verification.class);
        VerifyOptions options = VerifyOptions.DEFAULT.names(filter).executions(mode.executions);
        PrintWriter out = spec.commandLine().getOut();
        int passed = 0;
        int failed = 0;
        List<String> notes = new ArrayList<>();
        for (Path fixture : fixtures) {
            Summary summary = verification.check(fixture, options, result -> print(result, out));
            passed += summary.passed();
            failed += summary.failed();
            notes.addAll(summary.notes());
        }
        notes.forEach(note -> out.println("note: " + note));
        out.println(passed + " passed, " + failed + " failed");
        out.flush();
        if (passed + failed == 0) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    "nothing was checked; --filter '" + filter + "' matches nothing in the files");
        }
        return failed == 0 ? 0 : Category.CHECK_FAILED.exitCode();
    }

    private static void requireNoFolder(Path fixture) {
        if (Files.isDirectory(fixture)) {
            throw new JimmException(Category.DATA, fixture + ": this is a folder; name the files in it");
        }
    }

    private static void print(Case result, PrintWriter out) {
        out.println((result.passed() ? "ok    " : "FAIL  ") + result.name() + ": " + result.detail());
        out.flush();
    }
}
