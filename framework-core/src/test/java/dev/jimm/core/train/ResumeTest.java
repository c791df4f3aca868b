package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingListener;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SavedTensor;
import dev.jimm.core.weights.Checkpoint;
import dev.jimm.core.weights.CheckpointStore;
import dev.jimm.core.weights.TensorGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that was stopped and resumed ends as the run that was not: its last checkpoint and its metrics are the same bytes. A run here
 * has two epochs of four updates; a listener that throws stands for a process that is killed.
 */
@Tag("engine")
@Timeout(300)
class ResumeTest {
    private static final String LAST = "checkpoints/epoch-0002/";

    @TempDir
    private static Path temporary;

    private static Runs runs;

    /** Thrown in the place of a kill. */
    private static final class Killed extends RuntimeException {}

    @BeforeAll
    static void trainUnbroken() throws IOException {
        runs = new Runs(temporary).withData(12);
        // an unreadable image must not disturb the order of the others
        Files.writeString(runs.data().resolve("red").resolve("4.png"), "no picture");
        Runs.start(runs.config("unbroken"));
    }

    /** Dies as soon as an event fits. */
    private static TrainingListener killer(Predicate<TrainingEvent> when) {
        return event -> {
            if (when.test(event)) {
                throw new Killed();
            }
        };
    }

    private static Predicate<TrainingEvent> update(int number) {
        return event -> event instanceof TrainingEvent.Stepped step && step.update() == number;
    }

    private void startAndDie(Config config, Predicate<TrainingEvent> when) {
        long live = DeviceTensor.live();
        assertThrows(Killed.class, () -> Runs.start(config, killer(when)));
        assertEquals(live, DeviceTensor.live());
    }

    private void assertSameAsUnbroken(String name) throws IOException {
        assertSame("unbroken", name);
    }

    private void assertSame(String expected, String name) throws IOException {
        for (String file : List.of(LAST + "model.safetensors", LAST + "optimizer.safetensors", "metrics.csv")) {
            assertArrayEquals(
                    Files.readAllBytes(runs.folder(expected).resolve(file)),
                    Files.readAllBytes(runs.folder(name).resolve(file)),
                    file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void killedAtAnyUpdate(int update) throws IOException {
        Config config = runs.config("every-" + update, "train.checkpoints.steps = 1");
        startAndDie(config, update(update));
        assertTrue(Runs.resume(config).finished());
        assertSameAsUnbroken("every-" + update);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void updatesAfterTheLastCheckpointAreMadeAgain(int update) throws IOException {
        Config config = runs.config("third-" + update, "train.checkpoints.steps = 3");
        startAndDie(config, update(update));
        List<TrainingEvent> events = new ArrayList<>();
        Runs.resume(config, events::add);
        TrainingEvent.Started started = (TrainingEvent.Started) events.get(0);
        long kept = started.updatesDone();
        // a listener hears of an update before it is saved
        assertEquals(update > 6 ? 6 : update > 4 ? 4 : update > 3 ? 3 : 0, kept);
        assertSameAsUnbroken("third-" + update);
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void workersDoNotMatter(int workers) throws IOException {
        String name = "workers-" + workers;
        Config config = runs.config(name, "train.checkpoints.steps = 2", "data.workers = " + workers);
        startAndDie(config, update(3));
        Runs.resume(config);
        assertSameAsUnbroken(name);
    }

    @Test
    void killedAgainAndAgain() throws IOException {
        Config config = runs.config("often", "train.checkpoints.steps = 1");
        startAndDie(config, event -> event instanceof TrainingEvent.Started);
        for (int i = 0; i < 9; i++) {
            int[] steps = {0};
            // each life makes one update more than the one before could save
            Predicate<TrainingEvent> second = event -> event instanceof TrainingEvent.Stepped && ++steps[0] == 2;
            try {
                Runs.resume(config, killer(second));
            } catch (Killed e) {
                continue;
            }
            break;
        }
        assertTrue(Runs.resume(config).finished());
        assertSameAsUnbroken("often");
    }

    @ParameterizedTest
    @CsvSource({"Saved", "EpochEnded", "Started"})
    void killedAtOtherMoments(String event) throws IOException {
        Config config = runs.config("at-" + event, "train.checkpoints.steps = 3");
        startAndDie(config, happened -> happened.getClass().getSimpleName().equals(event));
        Runs.resume(config);
        assertSameAsUnbroken("at-" + event);
    }

    @Test
    void anotherModelPrecisionAndExecution() throws IOException {
        String[] more = {
            "model.name = tiny_hybrid",
            "train.precision = bf16",
            "train.channels-last = false",
            "train.checkpoints.steps = 1"
        };
        Runs.start(runs.config("hybrid", more));
        Config config = runs.config("hybrid-resumed", more);
        startAndDie(config, update(6));
        Runs.resume(config);
        assertSame("hybrid", "hybrid-resumed");
    }

    /** Curvature is estimated from random signs, and lookahead synchronises at updates 3 and 6. */
    @Test
    void aRuleWithPhasesAndSecondGradients() throws IOException {
        String[] more = {
            "model.name = tiny_hybrid",
            "optimizer { name = lookahead_curved, lookahead.steps = 3 }",
            "train.checkpoints.steps = 1"
        };
        Runs.start(runs.config("curved", more));
        for (int update : new int[] {3, 5, 6}) {
            String name = "curved-" + update;
            Config config = runs.config(name, more);
            startAndDie(config, update(update));
            Runs.resume(config);
            assertSame("curved", name);
        }
    }

    /** Four batches an epoch make two updates, of three and of one; the kernels join in the second epoch. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everythingThatATrainingCanKeep(int update) throws IOException {
        String[] more = {
            "train { precision = fp16, accumulate = 3, clip.value = 0.5, checkpoints.steps = 1 }",
            "train { ema { decay = 0.9, warmup = true }, loss-scale { initial = 1e8, interval = 1 } }",
            "optimizer { name = sgd, groups = [ { match = conv.weight, frozen-epochs = 1, lr-scale = 0.5 } ] }",
            "distillation { teacher = \"" + runs.folder("unbroken") + "\", kind = features }",
            "model.options.width = 8",
            "log { csv {}, json-lines {} }"
        };
        if (!Files.exists(runs.folder("rich"))) {
            Runs.start(runs.config("rich", more));
        }
        String name = "rich-" + update;
        Config config = runs.config(name, more);
        assertThrows(
                Killed.class,
                () -> Runs.start(
                        config,
                        killer(event -> event instanceof TrainingEvent.Stepped step && step.update() >= update
                                || event instanceof TrainingEvent.Skipped skip && skip.update() >= update)));
        Runs.resume(config);
        assertSame("rich", name);
        for (String file : List.of(LAST + "ema.safetensors", LAST + "distillation.safetensors", "steps.csv")) {
            assertArrayEquals(
                    Files.readAllBytes(runs.folder("rich").resolve(file)),
                    Files.readAllBytes(runs.folder(name).resolve(file)),
                    file);
        }
    }

    @Test
    void aFinishedRunStaysAsItIs() throws IOException {
        Runs.start(runs.config("finished"));
        TrainingResult result = Runs.resume(runs.config("finished"));
        assertTrue(result.finished());
        assertSameAsUnbroken("finished");
    }

    @Test
    void aChangedConfigurationIsRefused() {
        Config config = runs.config("changed");
        startAndDie(config, update(5));
        JimmException error = assertThrows(
                JimmException.class,
                () -> Runs.resume(runs.config("changed", "optimizer.lr = 0.2", "train.epochs = 3")));
        assertEquals(Category.CONFIGURATION, error.category());
        assertTrue(error.getMessage().contains("optimizer.lr: 0.1 -> 0.2\n"), error.getMessage());
        assertTrue(error.getMessage().contains("train.epochs: 2 -> 3\n"), error.getMessage());
        assertEquals(
                2,
                error.getMessage().lines().filter(line -> line.contains("->")).count(),
                error.getMessage());
    }

    @Test
    void aChangedConfigurationIsTakenWhenItIsAllowed() throws IOException {
        startAndDie(runs.config("longer", "train.checkpoints.steps = 1"), update(6));
        List<TrainingEvent> events = new ArrayList<>();
        Config changed = runs.config("longer", "train.epochs = 3", "optimizer.lr = 0.05");
        TrainingResult result = Runs.training().resume(changed, events::add, () -> false, true);
        assertTrue(result.finished());
        TrainingEvent.Started started = (TrainingEvent.Started) events.get(0);
        assertEquals(1, started.epochsDone());
        assertEquals(0, started.batchesDone(), "the epoch under way begins anew");
        assertEquals(2, Runs.epochs(events).size());
        assertTrue(Files.readString(runs.folder("longer").resolve("run.conf")).contains("epochs=3"));
    }

    @Test
    void aTruncatedCheckpointIsRefused() throws IOException {
        for (String file : List.of("model.safetensors", "optimizer.safetensors", "state.json")) {
            String name = "truncated-" + file.charAt(0);
            startAndDie(runs.config(name), update(5));
            Path damaged = runs.folder(name).resolve("checkpoints/epoch-0001").resolve(file);
            byte[] bytes = Files.readAllBytes(damaged);
            Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 40));
            assertDataError(name, file);
        }
    }

    private void assertDataError(String name, String inMessage) {
        long live = DeviceTensor.live();
        JimmException error = assertThrows(JimmException.class, () -> Runs.resume(runs.config(name)));
        assertEquals(Category.DATA, error.category(), error.getMessage());
        assertTrue(error.getMessage().contains(inMessage), error.getMessage());
        assertEquals(live, DeviceTensor.live());
    }

    /** Sealed like any other checkpoint, as only a program could do it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model     | the weights do not fit the model: ",
                "optimizer | tensor 'stem.weight/velocity' is F32[8, 3, 3, 3], the optimizer keeps"
            })
    void tensorsOfAnotherModelAreRefused(String replaced, String problem) {
        String name = "with-foreign-" + replaced;
        Runs.start(runs.config("foreign-" + replaced, "model.options.width = 8"));
        startAndDie(runs.config(name), update(5));
        Checkpoint foreign = checkpoints("foreign-" + replaced).last().orElseThrow();
        CheckpointStore store = checkpoints(name);
        Checkpoint own = store.read("epoch-0001");
        List<TensorGroup> groups = own.groups().keySet().stream()
                .map(group -> copied(group, (group.equals(replaced) ? foreign : own).group(group)))
                .toList();
        Path written = store.write(
                "step-00000005", 5, Optional.empty(), groups, own.state().deepCopy());
        assertDataError(name, written.resolve(replaced + ".safetensors") + ": " + problem);
    }

    private static CheckpointStore checkpoints(String name) {
        return new CheckpointStore(runs.folder(name).resolve("checkpoints"));
    }

    private static TensorGroup copied(String name, SafetensorsReader file) {
        return new TensorGroup(
                name,
                file.names().stream()
                        .map(file::get)
                        .map(tensor -> new SavedTensor(tensor.name(), tensor.type(), tensor.shape(), tensor::bytes))
                        .toList());
    }

    @Test
    void otherClassesAreRefused() throws IOException {
        Runs own = new Runs(Files.createDirectory(temporary.resolve("renamed"))).withData(12);
        assertThrows(Killed.class, () -> Runs.start(own.config("classes"), killer(update(5))));
        Files.move(own.data().resolve("red"), own.data().resolve("rot"));
        JimmException error = assertThrows(JimmException.class, () -> Runs.resume(own.config("classes")));
        assertEquals(Category.DATA, error.category());
        assertTrue(error.getMessage().contains("[blue, green, red]"), error.getMessage());
        assertTrue(error.getMessage().contains("[blue, green, rot]"), error.getMessage());
    }

    @Test
    void thereMustBeARun() {
        JimmException error = assertThrows(JimmException.class, () -> Runs.resume(runs.config("never")));
        assertEquals(Category.DATA, error.category());
        assertTrue(error.getMessage().contains(runs.folder("never").toString()), error.getMessage());
    }
}
