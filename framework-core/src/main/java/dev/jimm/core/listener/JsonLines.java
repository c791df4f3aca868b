package dev.jimm.core.listener;

import dev.jimm.api.Description;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingListenerProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** All events as JSON, an object a line, in {@code events.jsonl}. */
public final class JsonLines implements TrainingListenerProvider<JsonLines.Options> {
    /** @param everySteps of so many updates one is written, at least 1 */
    public record Options(int everySteps) {
        public Options {
            if (everySteps < 1) {
                throw new IllegalArgumentException("every-steps must be at least 1, is " + everySteps);
            }
        }
    }

    @Override
    public Set<String> names() {
        return Set.of("json-lines");
    }

    @Override
    public Options defaults(String name) {
        return new Options(1);
    }

    @Override
    public Description describe(String name) {
        return Description.of("all events in events.jsonl, a JSON object a line");
    }

    @Override
    public TrainingListener create(String name, Options options, Path runFolder) {
        return new JsonLinesLog(runFolder.resolve("events.jsonl"), options.everySteps(), Clock.systemUTC());
    }
}
