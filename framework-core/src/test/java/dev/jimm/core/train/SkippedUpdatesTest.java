package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Skipped;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.weights.Checkpoint;
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

/** What is not finite never reaches the weights. */
@Tag("engine")
@Timeout(300)
class SkippedUpdatesTest {
    private Runs runs;

    @BeforeEach
    void paint(@TempDir Path folder) {
        runs = new Runs(folder).withData(12);
    }

    /** 2^40 times the loss overflows 16 bits by far; each failure halves it. */
    @Test
    void theLossScaleOfHalfPrecisionFallsUntilTheGradientsFit() {
        List<TrainingEvent> events = new ArrayList<>();
        TrainingResult result = Runs.start(
                runs.config(
                        "half",
                        "train { precision = fp16, epochs = 8, loss-scale { initial = 1.0995116e12, interval = 4 } }"),
                events::add);
        List<Skipped> skipped = events.stream()
                .filter(Skipped.class::isInstance)
                .map(Skipped.class::cast)
                .toList();
        assertTrue(skipped.size() > 5, skipped.toString());
        assertEquals(skipped.size(), result.skippedUpdates());
        assertEquals(Skipped.Reason.GRADIENTS, skipped.get(0).reason());
        assertEquals(1.0995116e12 / 2, skipped.get(0).lossScale());
        assertEquals(1, skipped.get(0).update());
        assertEquals(2, skipped.get(1).update(), "a skipped update counts");
        long made =
                events.stream().filter(TrainingEvent.Stepped.class::isInstance).count();
        assertEquals(8 * 4, made + skipped.size());
        assertTrue(made > 4, "some updates fit");
        Checkpoint last = Checkpoint.open(runs.folder("half").resolve("checkpoints/epoch-0008"));
        for (StoredTensor tensor : last.group("model").tensors()) {
            if (!tensor.name().endsWith("num_batches_tracked")) {
                for (float value : tensor.floats()) {
                    assertTrue(Float.isFinite(value), tensor.name());
                }
            }
        }
        assertEquals(made, last.group("model").get("bn.num_batches_tracked").longs()[0], "statistics of what was kept");
        assertEquals(made, last.state().at("/optimizerSteps/0").asLong());
    }

    @Test
    void gradientsThatAreNoNumberStopBeforeTheyReachTheWeights() throws IOException {
        List<TrainingEvent> events = new ArrayList<>();
        Config config = runs.config("rooted", "model { name = rooted, drop-rate = 0, drop-path = 0 }");
        JimmException stopped = assertThrows(JimmException.class, () -> Runs.start(config, events::add));
        assertEquals(Category.CHECK_FAILED, stopped.category());
        String message = stopped.getMessage();
        assertTrue(
                message.matches(
                        "the loss is [0-9.]+, but its gradients are not finite \\(their norm is NaN\\) at"
                                + " update 1 \\(epoch 1\\), learning rate 0.1; there is no checkpoint yet\\. Lower optimizer.lr.*"),
                message);
        assertEquals(
                0,
                events.stream().filter(TrainingEvent.Stepped.class::isInstance).count());
        String sessions = Files.readString(runs.folder("rooted").resolve("provenance.json"));
        assertTrue(sessions.contains("\"outcome\" : \"failed\""), sessions);
        assertTrue(sessions.contains("gradients are not finite"), sessions);
    }

    @Test
    void aLimitedNumberInARowMayBeSkipped() {
        long live = DeviceTensor.live();
        String[] diverging = {"optimizer.lr = 1e30", "train { epochs = 9, checkpoints.steps = 1, non-finite-limit = 2 }"
        };
        List<TrainingEvent> events = new ArrayList<>();
        JimmException stopped =
                assertThrows(JimmException.class, () -> Runs.start(runs.config("limit", diverging), events::add));
        assertEquals(Category.CHECK_FAILED, stopped.category());
        String message = stopped.getMessage();
        assertTrue(message.startsWith("the loss is NaN, behind 2 skipped updates, at update "), message);
        assertTrue(message.contains("learning rate "), message);
        assertTrue(message.contains("; the last good checkpoint is " + runs.folder("limit")), message);
        assertTrue(message.contains("--resume"), message);
        assertEquals(2, events.stream().filter(Skipped.class::isInstance).count());
        assertEquals(live, DeviceTensor.live());
    }
}
