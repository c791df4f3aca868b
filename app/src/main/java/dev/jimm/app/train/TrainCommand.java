package dev.jimm.app.train;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.app.session.Session;
import dev.jimm.app.session.StopRequest;
import dev.jimm.app.text.Terminal;
import dev.jimm.core.train.Training;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jimm train}. */
@Command(
        name = "train",
        description = "Train a model. Writes the run's folder: runs/NAME with configuration, metrics and checkpoints.")
public final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunFile run;

    @Option(names = "--resume", description = "Go on with a run that was stopped, from its last checkpoint.")
    private boolean resume;

    @Option(
            names = "--allow-changes",
            description = "With --resume: accept a configuration or data that changed since the run was started. The"
                    + " epoch that was under way begins anew.")
    private boolean allowChanges;

    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (allowChanges && !resume) {
            throw new ParameterException(spec.commandLine(), "--allow-changes is for --resume");
        }
        Config file = run.load();
        Training training = session.get(Training.class);
        PrintWriter err = spec.commandLine().getErr();
        try (StopRequest stop = new StopRequest(() -> tellOfStop(err));
                TrainingDisplay display = new TrainingDisplay(
                        spec.commandLine().getOut(),
                        err,
                        Terminal.isInteractive(),
                        new NextSteps(run.arguments(), session.pluginArguments()),
                        System::nanoTime)) {
            TrainingResult result = resume
                    ? training.resume(file, display, stop::isMade, allowChanges)
                    : training.start(file, display, stop::isMade);
            return result.finished() ? 0 : stop.exitCode();
        }
    }

    private static void tellOfStop(PrintWriter err) {
        err.println();
        err.println("jimm: stopping behind this update; once more ends at once, without a checkpoint");
        err.flush();
    }
}
