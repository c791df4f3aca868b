package dev.jimm.core.listener;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** All events as JSON, an object a line, in {@code events.jsonl}. */
public final class JsonLines implements TrainingListenerProvider<EverySteps> {
    @Override
    public Set<String> names() {
        return Set.of("json-lines");
    }

    @Override
    public EverySteps defaults(String name) {
        return new EverySteps(1);
    }

    @Override
    public Description describe(String name) {
        return Description.of("all events in events.jsonl, a JSON object a line");
    }

    @Override
    public TrainingListener create(String name, EverySteps options, Path runFolder) {
        return new JsonLinesLog(runFolder.resolve("events.jsonl"), options.everySteps(), Clock.systemUTC());
    }
}
