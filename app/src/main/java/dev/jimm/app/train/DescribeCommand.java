package dev.jimm.app.train;

import com.typesafe.config.Config;
import dev.jimm.app.session.Session;
import dev.jimm.core.config.ConfigTree;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.Preprocessing;
import dev.jimm.core.model.Pretrained;
import dev.jimm.core.train.InputDescription;
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
    /** The size of the input does not depend on the data but for this number. */
    private static final int SOME_CLASSES = 2;

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
            out.println();
            // comments, so that the output is a configuration as it stands
            String weights = plan.config().model().pretrained();
            if (!weights.equals(Pretrained.NONE)) {
                out.println("# starts from pretrained weights: "
                        + plan.config().model().name() + ", " + weights);
            }
            InputDescription.of(plan, preprocessing(plan)).forEach(line -> out.println("# " + line));
        }
        out.flush();
    }

    private Preprocessing preprocessing(RunPlan plan) {
        ImageModel model =
                session.get(ModelCatalogue.class).create(plan.config().model(), SOME_CLASSES);
        return plan.config().input().resolve(model);
    }
}
