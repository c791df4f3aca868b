package dev.jimm.app.train;

import com.typesafe.config.Config;
import dev.jimm.app.session.Session;
import dev.jimm.app.text.Terminal;
import dev.jimm.core.train.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jimm train}. */
@Command(
        name = "train",
        description = "Train a model. Writes the run's folder: runs/NAME with configuration, metrics and checkpoints.")
public final class TrainCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunFile run;

    @Option(names = "--resume", description = "Go on with a run that was stopped, from its last checkpoint.")
    private boolean resume;

    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Config file = run.load();
        Training training = session.get(Training.class);
        try (TrainingDisplay display = new TrainingDisplay(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                Terminal.isInteractive(),
                new NextSteps(run.arguments(), session.pluginArguments()),
                System::nanoTime)) {
            if (resume) {
                training.resume(file, display);
            } else {
                training.start(file, display);
            }
        }
    }
}
