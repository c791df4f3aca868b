package dev.jimm.app.train;

import dev.jimm.api.event.TrainingResult;
import dev.jimm.app.text.Launcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the user may want to type after a training.
 *
 * @param run the arguments that named the run's configuration
 * @param plugins the arguments that named further plugins: the model may be one of theirs
 */
record NextSteps(List<String> run, List<String> plugins) {
    List<String> of(TrainingResult result) {
        String folder = result.folder().toString();
        List<String> commands = new ArrayList<>();
        if (!result.finished()) {
            commands.add(
                    command(Stream.concat(Stream.of("train"), Stream.concat(run.stream(), Stream.of("--resume")))));
        }
        commands.add(command(Stream.of("validate", folder, "--per-class")));
        commands.add(command(Stream.of("predict", folder, "IMAGE-OR-FOLDER")));
        return commands;
    }

    private String command(Stream<String> words) {
        return Launcher.command(Stream.concat(words, plugins.stream()).toArray(String[]::new));
    }
}
