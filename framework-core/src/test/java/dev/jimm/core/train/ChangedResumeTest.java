package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingEvent.Started;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on otherwise than they were begun. An epoch has four updates. */
@Tag("engine")
@Timeout(300)
class ChangedResumeTest {
    private Runs runs;
    private long live;

    private static final class Killed extends RuntimeException {}

    @BeforeEach
    void paint(@TempDir Path folder) {
        live = DeviceTensor.live();
        runs = new Runs(folder).withData(12);
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(live, DeviceTensor.live());
    }

    /** Starts a run that dies behind its sixth update, with a checkpoint of the fifth. */
    private Config died(String name, String... more) {
        Config config = runs.config(name, String.join("\n", more), "train.checkpoints.steps = 1");
        assertThrows(
                Killed.class,
                () -> Runs.start(config, event -> {
                    if (event instanceof TrainingEvent.Stepped step && step.update() == 6) {
                        throw new Killed();
                    }
                }));
        return config;
    }

    private static Started resume(Config config, boolean allowed) {
        List<TrainingEvent> events = new ArrayList<>();
        Runs.training().resume(config, events::add, () -> false, allowed);
        return (Started) events.get(0);
    }

    private static JimmException refused(Config config, boolean allowed) {
        return assertThrows(JimmException.class, () -> resume(config, allowed));
    }

    @Test
    void aChangeThatFailsLeavesTheRunAsItWas() {
        Config config = died("kept");
        Config other = runs.config("kept", "model.options.width = 8", "train.checkpoints.steps = 1");
        assertEquals(Category.DATA, refused(other, true).category());
        assertEquals(1, resume(config, false).batchesDone(), "as if nobody had tried");
    }

    @Test
    void aChangeIsToldUntilACheckpointWasMadeWithIt() {
        died("half");
        Config changed = runs.config("half", "data.batch-size = 3");
        assertThrows(
                Killed.class,
                () -> Runs.training()
                        .resume(
                                changed,
                                event -> {
                                    throw new Killed();
                                },
                                () -> false,
                                true));
        String message = refused(changed, false).getMessage();
        assertTrue(message.contains("data.batch-size: 6 -> 3"), message);
        assertEquals(0, resume(changed, true).batchesDone());
    }

    @Test
    void otherDataIsTakenWhereItIsAllowedAndNowhereElse() throws IOException {
        Config config = died("grown");
        Files.copy(runs.data().resolve("red/0.png"), runs.data().resolve("red/more.png"));
        String message = refused(config, false).getMessage();
        assertTrue(message.contains("was trained with other data: 24 to train on"), message);
        assertTrue(message.endsWith("or accept the change by --allow-changes"), message);
        assertEquals(0, resume(config, true).batchesDone(), "the epoch begins anew");
    }

    @Test
    void anAverageMayBeSwitchedOn() {
        died("averaged");
        Config changed = runs.config("averaged", "train.ema.decay = 0.9");
        assertEquals(Category.CONFIGURATION, refused(changed, false).category());
        resume(changed, true);
        assertTrue(Files.exists(runs.folder("averaged").resolve("checkpoints/epoch-0002/ema.safetensors")));
    }

    @Test
    void anOptimizerOfAnotherKindIsRefusedWithTheReason() {
        died("looking");
        String message = refused(runs.config("looking", "optimizer.name = lookahead_sgd"), true)
                .getMessage();
        assertTrue(message.contains("start a new one by --set name=NAME"), message);
    }

    @Test
    void theTeacherMustBeTheOneThatItWas() throws IOException {
        Runs.start(runs.config("teacher", "train.epochs = 1"));
        String teacher = "distillation { teacher = \"" + runs.folder("teacher") + "\", kind = soft }";
        Config config = died("pupil", teacher);
        Runs.training().resume(runs.config("teacher", "train.epochs = 4", "seed = 3"), event -> {}, () -> false, true);
        Path first = runs.folder("teacher").resolve("checkpoints/epoch-0001");
        if (Files.exists(first)) { // so that it cannot be the best
            for (String file : List.of("state.json", "model.safetensors", "optimizer.safetensors")) {
                Files.delete(first.resolve(file));
            }
            Files.delete(first);
        }
        String message = refused(config, false).getMessage();
        assertTrue(message.contains("was trained with other teacher: weights of checksum "), message);
    }

    @Test
    void aReportOfFewerEpochsDoesNotStay() throws IOException {
        Runs.start(runs.config("report"));
        Path report = runs.folder("report").resolve("report.md");
        String before = Files.readString(report);
        Config longer = runs.config("report", "train.epochs = 3");
        assertThrows(
                Killed.class,
                () -> Runs.training()
                        .resume(
                                longer,
                                event -> {
                                    if (event instanceof TrainingEvent.Saved) {
                                        throw new Killed();
                                    }
                                },
                                () -> false,
                                true));
        assertFalse(Files.exists(report));
        resume(longer, false);
        assertTrue(Files.readString(report).contains("of 3 "), before);
    }
}
