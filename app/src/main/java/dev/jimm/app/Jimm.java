package dev.jimm.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jimm.app.analyze.AnalyzeCommand;
import dev.jimm.app.average.AverageCommand;
import dev.jimm.app.create.NewPluginCommand;
import dev.jimm.app.doctor.DoctorCommand;
import dev.jimm.app.evaluate.PredictCommand;
import dev.jimm.app.evaluate.ValidateCommand;
import dev.jimm.app.export.ExportCommand;
import dev.jimm.app.listing.ListenersCommand;
import dev.jimm.app.listing.OptimizersCommand;
import dev.jimm.app.listing.PoliciesCommand;
import dev.jimm.app.listing.ReadersCommand;
import dev.jimm.app.listing.SchedulersCommand;
import dev.jimm.app.model.BenchmarkCommand;
import dev.jimm.app.model.CacheCommand;
import dev.jimm.app.model.ModelsCommand;
import dev.jimm.app.model.PullCommand;
import dev.jimm.app.model.ShowCommand;
import dev.jimm.app.plugin.CheckCommand;
import dev.jimm.app.quantize.QuantizeCommand;
import dev.jimm.app.session.PluginsCommand;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Launcher;
import dev.jimm.app.text.StandardOutput;
import dev.jimm.app.train.DescribeCommand;
import dev.jimm.app.train.TrainCommand;
import dev.jimm.app.verify.VerifyCommand;
import dev.jimm.core.error.Category;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "jimm",
        description = "Image models for the JVM: train, evaluate and use them.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A first run:  ${ROOT-COMMAND-NAME} train examples/quickstart.conf",
            "Help with a command:  ${ROOT-COMMAND-NAME} COMMAND --help",
            "",
            "Environment: JIMM_JAVA_OPTS, options for Java; HF_HOME, HF_TOKEN, HF_HUB_OFFLINE and others for",
            "pretrained weights, as for Python (docs/pretrained.md).",
            "",
            "Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration,",
            "3 bad data or weights, 4 a plugin was refused, 70 a defect of jimm,",
            "130, 143 and 129 a training that was stopped by Ctrl-C, SIGTERM and SIGHUP."
        })
final class Jimm implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log details, and show the stack traces of errors.")
    private boolean verbose;

    private final Set<Path> plugins = new LinkedHashSet<>();

    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    private final Session session;

    private Jimm(Session session) {
        this.session = session;
    }

    /** Is called anew for each time that the option is given; a field would forget what stood before the command. */
    @Option(
            names = Session.OPTION,
            paramLabel = "FOLDER",
            scope = ScopeType.INHERIT,
            description = "Load the plugins of this folder, too; may be repeated. A plugin can depend only on plugins"
                    + " of its own folder.")
    private void addPlugins(List<Path> folders) {
        if (folders != null) { // null before the command line is read
            plugins.addAll(folders);
        }
    }

    /**
     * The commands, ready to execute.
     *
     * @param environment the variables of the process
     */
    static CommandLine commandLine(Map<String, String> environment) {
        Session session = new Session(environment);
        Jimm jimm = new Jimm(session);
        CommandLine commands = new CommandLine(jimm)
                .setCommandName(Launcher.name())
                .addSubcommand(new TrainCommand(session))
                .addSubcommand(new ValidateCommand(session))
                .addSubcommand(new PredictCommand(session))
                .addSubcommand(new AverageCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new CommandLine(new ModelsCommand(session))
                        .addSubcommand(new ShowCommand(session))
                        .addSubcommand(new PullCommand(session))
                        .addSubcommand(new CacheCommand(session)))
                .addSubcommand(new QuantizeCommand(session))
                .addSubcommand(new OptimizersCommand(session))
                .addSubcommand(new SchedulersCommand(session))
                .addSubcommand(new PoliciesCommand(session))
                .addSubcommand(new ReadersCommand(session))
                .addSubcommand(new ListenersCommand(session))
                .addSubcommand(new CommandLine(new PluginsCommand(session))
                        .addSubcommand(new NewPluginCommand())
                        .addSubcommand(new CheckCommand(session)))
                .addSubcommand(new DescribeCommand(session))
                .addSubcommand(new AnalyzeCommand(session))
                .addSubcommand(new VerifyCommand(session))
                .addSubcommand(new BenchmarkCommand(session))
                .addSubcommand(new DoctorCommand(session));
        return commands.setOut(StandardOutput.writer())
                .setExecutionStrategy(jimm::execute)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.report(failure, command, jimm.verbose));
    }

    private int execute(ParseResult parsed) {
        session.configure(List.copyOf(plugins), spec.commandLine().getErr());
        if (verbose) {
            logDetails();
        }
        int exitCode;
        try (session) {
            exitCode = new RunLast().execute(parsed);
        } catch (Error e) {
            exitCode = Failures.report(e, spec.commandLine(), verbose);
        }
        return spec.commandLine().getOut().checkError() ? Failures.unwritten(spec.commandLine(), exitCode) : exitCode;
    }

    private static void logDetails() {
        setLevel(Logger.ROOT_LOGGER_NAME, Level.INFO);
        setLevel("ai.djl", Level.INFO);
        setLevel("org.pf4j", Level.INFO);
        setLevel("dev.jimm", Level.DEBUG);
    }

    private static void setLevel(String logger, Level level) {
        ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    /** Without a command there is nothing to do but to tell which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Category.CONFIGURATION.exitCode();
    }
}
