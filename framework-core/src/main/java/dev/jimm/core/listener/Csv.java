package dev.jimm.core.listener;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.nio.file.Path;
import java.util.Set;

/** A row an update in {@code steps.csv}. */
public final class Csv implements TrainingListenerProvider<Csv.Options> {
    /** There are none. */
    public record Options() {}

    @Override
    public Set<String> names() {
        return Set.of("csv");
    }

    @Override
    public Options defaults(String name) {
        return new Options();
    }

    @Override
    public Description describe(String name) {
        return Description.of("a row an update in steps.csv: loss, rate, norm of the gradients");
    }

    @Override
    public TrainingListener create(String name, Options options, Path runFolder) {
        return new CsvLog(runFolder.resolve("steps.csv"));
    }
}
