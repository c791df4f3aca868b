package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Stopped;
import dev.jimm.api.event.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings that end before their last epoch. */
@Tag("engine")
@Timeout(300)
class StopTest {
    private Runs runs;

    @BeforeEach
    void paint(@TempDir Path folder) {
        runs = new Runs(folder).withData(12);
    }

    private static Stopped.Reason reason(List<TrainingEvent> events) {
        return events.stream()
                .filter(Stopped.class::isInstance)
                .map(event -> ((Stopped) event).reason())
                .findFirst()
                .orElse(null);
    }

    /** An epoch has four updates; after the fourth the validation is under way. */
    @ParameterizedTest
    @CsvSource({"1, step-00000001", "3, step-00000003", "4, step-00000004", "6, step-00000006"})
    void onRequestBehindTheUpdateUnderWay(int update, String checkpoint) throws IOException {
        Runs.start(runs.config("unbroken"));
        Config config = runs.config("stopped");
        List<TrainingEvent> events = new ArrayList<>();
        boolean[] wanted = {false};
        TrainingResult result = Runs.training()
                .start(
                        config,
                        event -> {
                            events.add(event);
                            wanted[0] |= event instanceof TrainingEvent.Stepped step && step.update() == update;
                        },
                        () -> wanted[0]);
        assertFalse(result.finished());
        assertEquals(Stopped.Reason.INTERRUPTED, reason(events));
        assertEquals(new TrainingEvent.Ended(result), events.get(events.size() - 1));
        Path checkpoints = runs.folder("stopped").resolve("checkpoints");
        assertTrue(Files.exists(checkpoints.resolve(checkpoint)));
        assertFalse(Files.exists(runs.folder("stopped").resolve("report.md")));
        assertTrue(Runs.resume(config).finished());
        for (String file : List.of("checkpoints/epoch-0002/model.safetensors", "metrics.csv")) {
            assertArrayEquals(
                    Files.readAllBytes(runs.folder("unbroken").resolve(file)),
                    Files.readAllBytes(runs.folder("stopped").resolve(file)),
                    file);
        }
    }

    /** With this rate nothing is learnt, so nothing becomes better. */
    @Test
    void whenTheMetricDoesNotImprove() {
        Config config = runs.config(
                "patient", "optimizer.lr = 1e-12", "train { epochs = 9, early-stop { metric = top1, patience = 2 } }");
        List<TrainingEvent> events = new ArrayList<>();
        TrainingResult result = Runs.start(config, events::add);
        assertTrue(result.finished());
        assertEquals(Stopped.Reason.NO_IMPROVEMENT, reason(events));
        int epochs = Runs.epochs(events).size();
        assertTrue(epochs >= 3 && epochs < 9, epochs + " epochs");
        List<Double> values = Runs.values(events, "top1");
        assertTrue(values.get(epochs - 1) <= values.get(epochs - 3), values.toString());
        List<TrainingEvent> again = new ArrayList<>();
        assertTrue(Runs.resume(config, again::add).finished());
        assertEquals(0, Runs.epochs(again).size(), "it decides again as it did");
    }
}
