package dev.jimm.app.train;

import com.typesafe.config.Config;
import dev.jimm.app.session.Session;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.train.RunPlan;
import dev.jimm.core.train.RunPlanner;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jimm describe}. */
@Command(
        name = "describe",
        description = "Show what a run's configuration comes to: every key, its value, and where the value is from.")
public final class DescribeCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunFile run;

    @Option(
            names = "--parameters",
            description =
                    "Show how each parameter of the model is trained instead: its group, learning rate and decay.")
    private boolean parameters;

    public DescribeCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Config file = run.load();
        RunPlan plan = session.get(RunPlanner.class).plan(file);
        PrintWriter out = spec.commandLine().getOut();
        if (parameters) {
            new ParameterTable(plan, session.get(ModelCatalogue.class)).lines().forEach(out::println);
        } else {
            out.print(ConfigTree.describe(plan.config(), file));
        }
        out.flush();
    }
}
