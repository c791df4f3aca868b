package dev.jimm.core.listener;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.api.event.TrainingEvent.Stepped;
import dev.jimm.api.event.TrainingListener;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * The events, an object a line: {@code {"event":"stepped","time":"2026-01-02T03:04:05.678Z","epoch":1, ...}}. The keys
 * are the components of the event's record in kebab-case; what is not finite is {@code null}.
 */
final class JsonLinesLog implements TrainingListener {
    private static final PropertyNamingStrategies.NamingBase KEBAB = new PropertyNamingStrategies.KebabCaseStrategy();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(KEBAB)
            .addModule(FiniteNumbers.module().addSerializer(Path.class, ToStringSerializer.instance))
            .build();

    private final Path path;
    private final int everySteps;
    private final Clock clock;
    private LineFile file;

    JsonLinesLog(Path path, int everySteps, Clock clock) {
        this.path = path;
        this.everySteps = everySteps;
        this.clock = clock;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof Started started) {
            file = started.resumed() ? LineFile.reopen(path, line -> isBehind(line, started)) : LineFile.create(path);
        }
        if (!(event instanceof Stepped step) || step.update() % everySteps == 0) {
            file.add(line(event));
        }
    }

    private String line(TrainingEvent event) {
        ObjectNode line = JSON.createObjectNode()
                .put("event", KEBAB.translate(event.getClass().getSimpleName()))
                .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        return line.setAll((ObjectNode) JSON.valueToTree(event)).toString();
    }

    /**
     * Whether the checkpoint that the training goes on from does not cover it, so that it will be told again. Those
     * that name neither update nor epoch lie behind when one before them does.
     */
    private static boolean isBehind(String line, Started started) {
        try {
            JsonNode event = JSON.readTree(line);
            return event.has("update")
                    ? event.get("update").longValue() > started.updatesDone()
                    : event.path("epoch").intValue() > started.epochsDone();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(line + " is not JSON", e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
