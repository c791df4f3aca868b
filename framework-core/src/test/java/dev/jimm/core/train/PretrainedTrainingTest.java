package dev.jimm.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import dev.jimm.api.event.TrainingResult;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.error.Category;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.file.Fingerprint;
import dev.jimm.core.hub.HubConfig;
import dev.jimm.core.model.InferenceModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.PretrainedConfig;
import dev.jimm.core.pretrained.LocalWeights;
import dev.jimm.core.pretrained.PretrainedModels;
import dev.jimm.core.pretrained.PretrainedWeights;
import dev.jimm.core.pretrained.ToyFile;
import dev.jimm.core.tensorfile.SafetensorsReader;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/** Weights that a name finds: from the configuration into a training, and from the command line into a model. */
@Tag("engine")
@Timeout(300)
class PretrainedTrainingTest {
    @TempDir
    private Path folder;

    private final ModelCatalogue models = new ModelCatalogue(TestProviders.catalogue());
    private final LocalWeights locator = new LocalWeights();
    private Path file;
    private long liveBefore;

    @BeforeEach
    void write() {
        file = ToyFile.of(4).write(folder.resolve("toy.safetensors"));
        locator.with("toy_conv.base", file);
        liveBefore = DeviceTensor.live();
    }

    @AfterEach
    void nothingStaysBehind() {
        assertEquals(liveBefore, DeviceTensor.live());
    }

    private Config config(String name, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of("model.options.width = 8", "train.epochs = 1"));
        lines.addAll(List.of(more));
        return new Runs(folder).withData(4).config(name, lines.toArray(String[]::new));
    }

    private TrainingResult train(Config config) {
        return Runs.training(locator).start(config, event -> {}, () -> false);
    }

    private static SafetensorsReader weights(TrainingResult result) {
        return SafetensorsReader.open(
                result.folder().resolve("checkpoints").resolve("epoch-0001").resolve("model.safetensors"));
    }

    private static JsonNode provenance(TrainingResult result) throws IOException {
        return new ObjectMapper()
                .readTree(result.folder().resolve("provenance.json").toFile());
    }

    @Test
    void aTrainingStartsFromTheWeightsOfATag() throws IOException {
        Config config = config(
                "tag",
                "model.name = toy_conv",
                "model.pretrained = true",
                "optimizer.groups = [{ match = \"stem*\", frozen = true }, { match = \"bn*\", frozen = true },"
                        + " { match = \"conv*\", frozen = true }]",
                "train.ema.decay = 0.5");
        TrainingResult result = train(config);
        SafetensorsReader started = SafetensorsReader.open(file);
        SafetensorsReader trained = weights(result);
        for (String name : List.of("stem.weight", "conv.weight", "bn.weight")) {
            assertArrayEquals(started.get(name).floats(), trained.get(name).floats(), name);
        }
        assertArrayEquals(new long[] {3, 8}, trained.get("fc.weight").shape(), "three classes, not four");
        JsonNode from = provenance(result).get(0).get("startsFrom");
        assertEquals("toy_conv.base", from.get("origin").textValue());
        assertEquals(Fingerprint.of(file).sha256(), from.get("sha256").textValue());
        try (SavedModel saved = SavedModel.load(result.folder(), models)) {
            assertEquals(List.of(0.1, 0.2, 0.3), saved.preprocessing().mean(), "the tag's");
            assertEquals("toy_conv.base", saved.config().model().name());
        }
    }

    @Test
    void whoGoesOnNeedsTheFileNoMore() throws IOException {
        Config config = config("resumed", "model.name = toy_conv.base", "model.pretrained = true");
        train(config);
        Files.delete(file);
        locator.asked().clear();
        TrainingResult again = Runs.training(locator).resume(config, event -> {}, () -> false, false);
        assertTrue(again.finished());
        assertEquals(List.of(), locator.asked());
        assertFalse(provenance(again).get(1).has("startsFrom"));
    }

    @Test
    void aTrainingStartsFromARepositoryOfTheHub() throws IOException {
        Path wide = ToyFile.of("toy_conv", 4, "width = 12").write(folder.resolve("wide.safetensors"));
        PretrainedConfig tag = models.preprocessing("toy_conv.wide");
        locator.with(new HubConfig("me/flowers", "toy_conv", tag), wide);
        Config config = new Runs(folder)
                .withData(4)
                .config(
                        "hub",
                        "model = null",
                        "model { name = \"hf-hub:me/flowers\" }",
                        "input = null",
                        "input { crop-pct = 0.5 }",
                        "train.epochs = 1");
        TrainingResult result = train(config);
        assertEquals(
                "hf-hub:me/flowers",
                provenance(result).at("/0/startsFrom/origin").textValue());
        try (SavedModel saved = SavedModel.load(result.folder(), models)) {
            assertEquals(12, saved.config().model().options().getInt("width"));
            assertEquals(16, saved.preprocessing().height(), "the hub's");
            assertEquals(0.5, saved.preprocessing().cropPct(), "the configuration's");
        }
        TrainingResult again = Runs.training(new LocalWeights()).resume(config, event -> {}, () -> false, false);
        assertTrue(again.finished(), "what goes on asks nobody");
    }

    @Test
    void aRunFromBeforeThereWereKeysOfWeightsGoesOn() throws IOException {
        Config config = config("old", "model.name = toy_conv");
        Path written = train(config).folder().resolve("run.conf");
        Files.move(written.resolveSibling("checkpoints"), folder.resolve("gone"));
        String now = Files.readString(written);
        String old = now.replaceFirst("\\n *pretrained=\"?false\"?", "");
        assertNotEquals(now, old);
        Files.writeString(written, old);
        assertTrue(Runs.training(locator)
                .resume(config, event -> {}, () -> false, false)
                .finished());
    }

    @Test
    void aFileOfAnotherModelIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path other = ToyFile.of("toy_conv", 4, "width = 4").write(folder.resolve("other.safetensors"));
        Config config = config("other", "model.name = toy_conv", "model.pretrained = \"file:" + other + "\"");
        JimmException refused = assertThrows(JimmException.class, () -> train(config));
        assertEquals(Category.DATA, refused.category());
        assertTrue(
                refused.getMessage().startsWith(other + ": the weights do not fit the model: "), refused.getMessage());
        Files.writeString(other, "no tensors at all");
        assertEquals(
                Category.DATA,
                assertThrows(JimmException.class, () -> train(config)).category());
    }

    @Test
    void wrongNamesAreToldWithTheOtherProblems() throws IOException {
        Config config = config("wrong", "model.name = toy_conv", "model.pretrained = large", "train.epochs = 0");
        String message = assertThrows(JimmException.class, () -> train(config)).getMessage();
        assertTrue(message.contains("model 'toy_conv' has no weights 'large', only none, base, wide"), message);
        assertTrue(message.contains("epochs"), message);
    }

    private ModelOpener opener() {
        PretrainedWeights weights = new PretrainedWeights(models, locator);
        return new ModelOpener(models, new PretrainedModels(models, weights));
    }

    private static float[] logits(SavedModel saved) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(16 * 16 * 3);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) (i * 7));
        }
        TrainConfig train = saved.config().train();
        try (InferenceModel model = new InferenceModel(
                saved.model().structure(),
                saved.weights(),
                saved.preprocessing(),
                train.precision(),
                train.execution())) {
            return model.logits(pixels, 1)[0];
        }
    }

    @Test
    void aModelIsOpenedByEveryNameThatItHas() throws IOException {
        PretrainedConfig tag = models.preprocessing("toy_conv.base");
        locator.with(new HubConfig("me/toy", "toy_conv", tag), file);
        List<String> told = new ArrayList<>();
        float[] expected = null;
        for (String name : List.of("toy_conv", "toy_conv.base", "hf-hub:me/toy")) {
            try (SavedModel saved = opener().open(ModelOpener.Request.of(name), told::add)) {
                assertEquals(List.of("0", "1", "2", "3"), saved.classes());
                assertFalse(saved.isNamed());
                assertEquals(List.of(0.1, 0.2, 0.3), saved.preprocessing().mean());
                assertEquals(16, saved.preprocessing().width());
                expected = expected == null ? logits(saved) : expected;
                assertArrayEquals(expected, logits(saved), name);
                assertNotEquals(expected[0], expected[1]);
            }
        }
        Path seven = ToyFile.of(7).write(folder.resolve("seven.safetensors"));
        ModelOpener.Request request = new ModelOpener.Request("toy_conv.base", seven, false, null, false);
        try (SavedModel saved = opener().open(request, told::add)) {
            assertEquals(7, saved.classes().size(), "as many as the file has");
        }
        assertEquals(List.of(), told);
    }

    @Test
    void whatDoesNotFitIsLoadedByChoiceOnlyAndTold() {
        Path partial = ToyFile.of(4).without("conv.bias"::equals).write(folder.resolve("partial.safetensors"));
        ModelOpener.Request strict = new ModelOpener.Request("toy_conv", partial, false, null, false);
        assertEquals(
                Category.DATA,
                assertThrows(JimmException.class, () -> opener().open(strict, line -> {}))
                        .category());
        List<String> told = new ArrayList<>();
        opener().open(new ModelOpener.Request("toy_conv", partial, true, null, false), told::add)
                .close();
        assertEquals(
                List.of(partial + ": 14 tensors fit, 1 missing, 0 unused, 0 of another shape\n  missing: conv.bias"),
                told);
    }

    @Test
    void whatIsNeitherRunNorModelIsTold() {
        assertEquals(
                "there is no folder toy_cov, and unknown model 'toy_cov'; did you mean 'toy_conv', 'tiny_conv'?; 'jimm models' lists"
                        + " all " + models.entries().size(),
                refused(ModelOpener.Request.of("toy_cov")));
        assertTrue(refused(ModelOpener.Request.of("runs/none")).contains("there is no such folder"));
        assertTrue(refused(new ModelOpener.Request(folder.toString(), file, false, null, false))
                .startsWith("--weights is for a model that is named"));
        assertTrue(refused(new ModelOpener.Request("toy_conv", null, false, null, true))
                .startsWith("--ema is for a run"));
    }

    private String refused(ModelOpener.Request request) {
        return assertThrows(JimmException.class, () -> opener().open(request, line -> {}))
                .getMessage();
    }
}
