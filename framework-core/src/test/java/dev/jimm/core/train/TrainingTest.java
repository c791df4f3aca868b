package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.event.TrainingEvent;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.tensorfile.StoredTensor;
import dev.jimm.core.weights.Checkpoint;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a tiny model on generated pictures. */
@Tag("engine")
@Timeout(300)
class TrainingTest {
    @TempDir
    private Path temporary;

    private Runs runs;
    private long liveBefore;

    @BeforeEach
    void makeData() {
        runs = new Runs(temporary).withData(12);
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private byte[] model(String run, String checkpoint) throws Exception {
        return Files.readAllBytes(
                runs.folder(run).resolve("checkpoints").resolve(checkpoint).resolve("model.safetensors"));
    }

    @Test
    void aModelLearns() throws Exception {
        List<TrainingEvent> events = new ArrayList<>();
        TrainingResult result =
                Runs.start(runs.config("learns", "train.epochs = 12", "loss.smoothing = 0"), events::add);
        assertTrue(result.finished());
        List<Double> losses = Runs.values(events, "train-loss");
        assertEquals(12, losses.size());
        double first = losses.get(0);
        double last = losses.get(11);
        assertTrue(last < 0.7 && last < first, "the loss went from " + first + " to " + last + ", seed " + Runs.SEED);
        double best = result.bestMetrics().get("top1");
        assertTrue(best >= 0.75, "top-1 " + best + ", seed " + Runs.SEED);
        assertEquals(Collections.max(Runs.values(events, "top1")), best);
        List<String> lines = Files.readAllLines(runs.folder("learns").resolve("metrics.csv"));
        assertEquals(13, lines.size());
        assertTrue(
                lines.get(0).startsWith("epoch,rate,train_loss,validation_loss,validation_top1,validation_top5,"),
                lines.get(0));
        assertEquals(
                Runs.epochs(events).get(11).metrics().values().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",", "12,", "")),
                lines.get(12));
    }

    @Test
    void listenersHearWhatHappens() {
        List<TrainingEvent> events = new ArrayList<>();
        TrainingResult result = Runs.start(runs.config("heard"), events::add);
        TrainingEvent.Started started = (TrainingEvent.Started) events.get(0);
        assertEquals(
                List.of("heard", "tiny_conv", 3, 24, 12, 2),
                List.of(
                        started.run(),
                        started.model(),
                        started.classes(),
                        started.trainingSamples(),
                        started.validationSamples(),
                        started.epochs()));
        List<TrainingEvent.Stepped> steps = events.stream()
                .filter(TrainingEvent.Stepped.class::isInstance)
                .map(TrainingEvent.Stepped.class::cast)
                .toList();
        assertEquals(8, steps.size());
        for (int i = 0; i < 8; i++) {
            assertEquals(i / 4 + 1, steps.get(i).epoch());
            assertEquals(i + 1, steps.get(i).update());
            assertTrue(steps.get(i).gradientNorm() > 0);
            assertEquals(i % 4 + 1, steps.get(i).batch());
            assertEquals(6, steps.get(i).samples());
            assertEquals(0.1 * (1 + Math.cos(Math.PI * i / 8)) / 2, steps.get(i).rate(), 1e-12);
        }
        double mean = steps.subList(0, 4).stream()
                .mapToDouble(TrainingEvent.Stepped::loss)
                .average()
                .orElseThrow();
        assertEquals(mean, steps.get(3).meanLoss(), 1e-12);
        assertEquals(mean, Runs.values(events, "train-loss").get(0), 1e-12);
        assertEquals(
                2, events.stream().filter(TrainingEvent.Saved.class::isInstance).count());
        assertEquals(new TrainingEvent.Ended(result), events.get(events.size() - 1));
    }

    @Test
    void aScheduleMayCountEpochs() {
        List<TrainingEvent> events = new ArrayList<>();
        Runs.start(runs.config("halved", "scheduler.name = halving", "train.epochs = 3"), events::add);
        assertEquals(List.of(0.1, 0.05, 0.025), Runs.values(events, "rate"));
    }

    @Test
    void aScheduleMayAddEpochs() throws Exception {
        String[] more = {"scheduler.name = longer", "train.epochs = 2"};
        List<TrainingEvent> events = new ArrayList<>();
        TrainingResult result = Runs.start(runs.config("longer", more), events::add);
        assertTrue(result.finished());
        assertEquals(List.of(0.1, 0.05, 0.025), Runs.values(events, "rate"));
        assertEquals(3, ((TrainingEvent.Started) events.get(0)).epochs());
        assertEquals(
                result.bestMetrics(), Runs.resume(runs.config("longer", more)).bestMetrics());
    }

    @Test
    void frozenParametersKeepTheirValuesAndNeedNoState() {
        Runs.start(runs.config(
                "frozen",
                "optimizer.groups = [ { match = \"stem.*\", frozen = true }, { match = \"fc.*\", lr-scale = 0.5 } ]",
                "train { epochs = 2, checkpoints.last = 2 }"));
        Path checkpoints = runs.folder("frozen").resolve("checkpoints");
        Checkpoint first = Checkpoint.open(checkpoints.resolve("epoch-0001"));
        Checkpoint last = Checkpoint.open(checkpoints.resolve("epoch-0002"));
        for (String name : List.of("stem.weight", "fc.weight", "conv.weight")) {
            boolean same = Arrays.equals(
                    first.group("model").get(name).floats(),
                    last.group("model").get(name).floats());
            assertEquals(name.equals("stem.weight"), same, name);
        }
        List<String> kept = last.group("optimizer").names();
        assertTrue(kept.contains("fc.weight/velocity"), kept.toString());
        assertTrue(kept.stream().noneMatch(name -> name.startsWith("stem.")), kept.toString());
    }

    @Test
    void eagerEqualsTraced() throws Exception {
        String[] common = {"model.name = tiny_hybrid", "train.precision = bf16", "train.epochs = 1"};
        Runs.start(runs.config("traced", common));
        Runs.start(runs.config("eager", String.join("\n", common), "train.execution = eager"));
        assertArrayEquals(model("traced", "epoch-0001"), model("eager", "epoch-0001"));
    }

    @Test
    void theSeedDecidesEverything() throws Exception {
        Runs.start(runs.config("one"));
        Runs.start(runs.config("same"));
        Runs.start(runs.config("other", "seed = 21"));
        assertArrayEquals(model("one", "epoch-0002"), model("same", "epoch-0002"));
        assertNotEquals(ByteBuffer.wrap(model("one", "epoch-0002")), ByteBuffer.wrap(model("other", "epoch-0002")));
    }

    @Test
    void everyUpdateDrawsAnew() {
        String[] more = {"optimizer.name = noise", "data.batch-size = 24", "train { epochs = 4, checkpoints.last = 4 }"
        };
        Runs.start(runs.config("noise", more));
        Path checkpoints = runs.folder("noise").resolve("checkpoints");
        Set<Float> first = new HashSet<>();
        for (String name : List.of("epoch-0001", "epoch-0002", "epoch-0003", "epoch-0004")) {
            first.add(Checkpoint.open(checkpoints.resolve(name))
                    .group("model")
                    .get("fc.weight")
                    .floats()[0]);
        }
        assertEquals(4, first.size(), first.toString());
    }

    @Test
    void matricesAndKernelsDecayAndNothingElse() {
        Runs.start(runs.config(
                "decay",
                "model.name = tiny_hybrid",
                "optimizer { name = decay-only, weight-decay = 0.5 }",
                "train.epochs = 1"));
        Checkpoint checkpoint = Checkpoint.open(runs.folder("decay").resolve("checkpoints/epoch-0001"));
        Map<String, Float> decay = new HashMap<>();
        for (StoredTensor tensor : checkpoint.group("model").tensors()) {
            boolean buffer = tensor.name().contains("running_") || tensor.name().contains("num_batches");
            if (!buffer) {
                float[] values = tensor.floats();
                decay.put(tensor.name(), values[0]);
                IntStream.range(0, values.length).forEach(i -> assertEquals(values[0], values[i], tensor.name()));
            }
        }
        assertEquals(0.5f, decay.get("stem.weight"));
        assertEquals(0.5f, decay.get("attn.qkv.weight"));
        assertEquals(0.5f, decay.get("fc.weight"));
        assertEquals(0f, decay.get("bn.weight"), "of one dimension");
        assertEquals(0f, decay.get("norm1.weight"), "of one dimension");
        assertEquals(0f, decay.get("fc.bias"));
        assertEquals(0f, decay.get("conv.weight"), "the model's own exception");
    }

    @Test
    void unreadableImagesAreCounted() throws Exception {
        for (String name : List.of("red/1.png", "red/2.png", "blue/3.png")) {
            Files.writeString(runs.data().resolve(name), "no picture");
        }
        TrainingResult result = Runs.start(runs.config("bad", "train.epochs = 1"));
        // which of them are held out for validation is drawn from the seed
        assertTrue(
                result.badSampleCount() > 0 && result.badSampleCount() <= 3,
                result.badSamples().toString());
        assertEquals(result.badSampleCount(), result.badSamples().size());
        for (String bad : result.badSamples()) {
            assertTrue(bad.matches(".*(red.1|red.2|blue.3)\\.png.*"), bad);
        }
    }

    @Test
    void oldCheckpointsGoAndTheBestStays() throws Exception {
        TrainingResult result = Runs.start(runs.config("kept", "train.epochs = 5", "train.checkpoints.last = 1"));
        String best = String.format(Locale.ROOT, "epoch-%04d", result.bestEpoch());
        try (var entries = Files.list(runs.folder("kept").resolve("checkpoints"))) {
            List<String> names = entries.map(path -> path.getFileName().toString())
                    .sorted()
                    .distinct()
                    .toList();
            assertEquals(List.of(best, "epoch-0005").stream().distinct().toList(), names);
        }
    }

    @Test
    void theBestModelIsLoadedWithItsClasses() throws Exception {
        TrainingResult result = Runs.start(runs.config("saved", "input.mean = [0.4, 0.5, 0.6]"));
        ModelCatalogue models = new ModelCatalogue(TestProviders.catalogue());
        try (SavedModel saved = SavedModel.load(result.folder(), models)) {
            assertEquals(List.of("blue", "green", "red"), saved.classes());
            assertEquals(
                    String.format(Locale.ROOT, "epoch-%04d", result.bestEpoch()),
                    saved.source().getFileName().toString());
            assertEquals(List.of(0.4, 0.5, 0.6), saved.preprocessing().mean());
            assertEquals(16, saved.preprocessing().height());
            assertEquals(4, saved.model().structure().featureCount());
            Checkpoint checkpoint = Checkpoint.open(saved.source());
            assertArrayEquals(
                    new long[] {4L * result.bestEpoch()},
                    checkpoint.group("model").get("bn.num_batches_tracked").longs(),
                    "the batches that the norm was trained on");
            saved.model().structure().parameters().state().forEach(param -> {
                float[] stored = checkpoint.group("model").get(param.name()).floats();
                if (param.type().isFloating()) {
                    assertArrayEquals(stored, saved.weights().get(param).floats(), param.name());
                }
            });
        }
    }
}
