package dev.jimm.app.plugin;

import dev.jimm.app.session.Session;
import dev.jimm.app.text.Json;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.host.check.JarReport;
import dev.jimm.host.check.LoadCheck;
import dev.jimm.host.check.PluginCheck;
import dev.jimm.host.check.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jimm plugins check}. */
@Command(
        name = "check",
        description = {
            "Look at plugins before they are installed or published: whether they would be refused or fail, and what"
                    + " they are able to do to the machine.",
            "Nothing of them runs, unless --load asks for it. Plugins that they depend on are found beside them on"
                    + " the command line, or in the plugins folders."
        },
        footer = {"", "Exit code 4 when there is an error; warnings and remarks are for you to judge."})
public final class CheckCommand implements Callable<Integer> {
    /** The largest family is built and built again in less, on a slow machine. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Session session;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "JAR", description = "The plugins' jars.")
    private List<Path> jars;

    @Option(
            names = "--load",
            description = "Also load them, ask what they provide and build every model's structure. This runs their"
                    + " code: only for plugins that you trust.")
    private boolean load;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        checkExist();
        List<Path> atHand = atHand();
        List<JarReport> reports = PluginCheck.check(jars, atHand);
        if (load) {
            LoadCheck further = new LoadCheck(jars, atHand, session.plugins().providers(), LIMIT);
            reports = reports.stream().map(report -> load(report, further)).toList();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(reports.stream().map(CheckedJar::of).toList()));
        } else {
            new CheckText(out).print(reports);
        }
        out.flush();
        boolean failed = reports.stream().anyMatch(report -> report.count(Severity.ERROR) > 0);
        return failed ? Category.PLUGIN.exitCode() : 0;
    }

    /** A plugin can end this process; then that is the answer. */
    private JarReport load(JarReport report, LoadCheck further) {
        PrintWriter err = spec.commandLine().getErr();
        Thread ended = new Thread(() -> {
            err.println("jimm: " + report.file() + ": ends the whole process when it is loaded");
            err.flush();
            Runtime.getRuntime().halt(Category.PLUGIN.exitCode());
        });
        Runtime.getRuntime().addShutdownHook(ended);
        try {
            return further.check(report);
        } finally {
            Runtime.getRuntime().removeShutdownHook(ended);
        }
    }

    private void checkExist() {
        List<Path> absent = jars.stream().filter(jar -> !Files.exists(jar)).toList();
        if (!absent.isEmpty()) {
            throw new JimmException(
                    Category.CONFIGURATION,
                    absent.stream().map(jar -> jar + ": there is no such file").collect(Collectors.joining("\n")));
        }
    }

    private List<Path> atHand() {
        List<Path> found = new ArrayList<>();
        for (Path folder : session.pluginFolders()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(found::add);
            } catch (IOException e) {
                throw new JimmException(Category.PLUGIN, "cannot read the plugins folder " + folder + ": " + e, e);
            }
        }
        return found;
    }
}
