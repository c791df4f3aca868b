package dev.jimm.core.pretrained;

import static dev.jimm.core.testing.Samples.failure;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.model.ImageModel;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.weights.Fit;
import dev.jimm.core.weights.LoadReport;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.WeightLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FittingTest {
    private static final ModelCatalogue MODELS =
            new ModelCatalogue(ProviderCatalogue.of(List.of(new Provided<>(new ToyFamily(), "toy.jar"))));

    @TempDir
    private Path folder;

    private static ImageModel model(int classes, int channels) {
        return MODELS.create(ModelConfig.named("toy_conv.base").channels(channels), classes);
    }

    private SafetensorsReader file(ToyFile file) {
        return SafetensorsReader.open(file.write(folder.resolve("toy.safetensors")));
    }

    private static LoadReport report(ImageModel model, Fit fit) {
        return WeightLoader.compare(model.structure().parameters(), fit, Strictness.ADAPTING);
    }

    @Test
    void theModelsOwnFileIsLoadedAsItIs() {
        ImageModel model = model(4, 3);
        Fit fit = Fitting.trainable(model, file(ToyFile.of(4)));
        assertEquals(
                "15 tensors fit, 0 missing, 0 unused, 0 of another shape",
                report(model, fit).text());
        assertEquals(Optional.of(4), Fitting.classes(model, file(ToyFile.of(4))));
    }

    @Test
    void wrappersOldNamesAndMissingCountersAreNoProblem() {
        ImageModel model = model(4, 3);
        ToyFile old = ToyFile.of(4)
                .renamed(name -> "module._orig_mod." + name.replaceFirst("^stem", "backbone"))
                .without(name -> name.endsWith("num_batches_tracked"));
        assertTrue(report(model, Fitting.whole(model, file(old))).isComplete());
    }

    @Test
    void aClassifierOfOtherClassesStaysFresh() {
        ImageModel model = model(7, 3);
        assertEquals(
                """
                13 tensors fit, classifier fresh, 0 missing, 0 unused, 0 of another shape
                  classifier fresh: fc.weight
                  classifier fresh: fc.bias
                  classifier left out: fc.weight
                  classifier left out: fc.bias\
                """,
                report(model, Fitting.trainable(model, file(ToyFile.of(4)))).text());
        LoadReport used = report(model, Fitting.whole(model, file(ToyFile.of(4))));
        assertEquals("13 tensors fit, 0 missing, 0 unused, 2 of another shape", used.counts());
    }

    @Test
    void aFileWithoutClassifierStartsATrainingAndIsNoModelToUse() {
        ImageModel model = model(4, 3);
        SafetensorsReader headless = file(ToyFile.of(4).without(name -> name.startsWith("fc.")));
        assertEquals(
                "13 tensors fit, classifier fresh, 0 missing, 0 unused, 0 of another shape",
                report(model, Fitting.trainable(model, headless)).counts());
        assertEquals(
                List.of("fc.weight", "fc.bias"),
                report(model, Fitting.whole(model, headless)).missing());
    }

    @Test
    void withoutClassesTheClassifierIsLeftOut() {
        ImageModel model = model(0, 3);
        assertEquals(
                "13 tensors fit, classifier left out, 0 missing, 0 unused, 0 of another shape",
                report(model, Fitting.whole(model, file(ToyFile.of(4)))).counts());
    }

    @Test
    @Tag("engine")
    void theFirstConvolutionIsMadeToFitTheChannels() {
        ImageModel model = model(4, 1);
        SafetensorsReader file = file(ToyFile.of(4));
        Fit fit = Fitting.whole(model, file);
        assertEquals("""
                14 tensors fit, first convolution adapted, 0 missing, 0 unused, 0 of another shape
                  first convolution adapted: stem.weight is [8, 3, 3, 3] in the file and [8, 1, 3, 3] in the model\
                """, report(model, fit).text());
        try (Weights weights = Weights.initialised(model.structure().parameters(), 0, false)) {
            WeightLoader.load(weights, fit, Strictness.STRICT);
            float[] colours = file.get("stem.weight").floats();
            float[] grey = weights.get(weights.table().find("stem.weight").orElseThrow())
                    .floats();
            assertEquals(colours[27] + colours[36] + colours[45], grey[9], 1e-6f);
            assertArrayEquals(
                    file.get("fc.weight").floats(),
                    weights.get(weights.table().find("fc.weight").orElseThrow()).floats());
        }
    }

    @Test
    void aFirstConvolutionThatIsNotOfColoursIsRefused() {
        ImageModel model = model(4, 5);
        SafetensorsReader grey = file(ToyFile.of(4).with("stem.weight", 8, 1, 3, 3));
        assertEquals(
                grey.file() + ": the first convolution 'stem.weight' [8, 1, 3, 3] cannot be adapted to images of 5"
                        + " channels: it has 1 input channels, not 3",
                failure(() -> Fitting.whole(model, grey)));
    }

    @Test
    void theNormsOfASplitBatchBeginAsTheOneOfTheFile() {
        ModelConfig config =
                new ModelConfig("toy_conv.base", "false", null, 3, 0, 0, null, 32, 2, ConfigFactory.empty());
        ImageModel model = MODELS.create(config, 4);
        Fit fit = Fitting.trainable(model, file(ToyFile.of(4)));
        assertTrue(report(model, fit).isComplete(), report(model, fit).text());
        assertArrayEquals(
                fit.tensors().get("bn.running_var").floats(),
                fit.tensors().get("bn.aux_bn.0.running_var").floats());
    }

    @Test
    void everythingThatDoesNotFitIsToldAtOnce() {
        ImageModel model = model(4, 3);
        SafetensorsReader other = file(ToyFile.of(4)
                .without(name -> name.equals("bn.weight"))
                .with("conv.weight", 8, 8, 3, 3)
                .with("conv1.bias", 8));
        String message = failure(() -> WeightLoader.requireFit(
                model.structure().parameters(), Fitting.whole(model, other), Strictness.ADAPTING));
        assertTrue(message.contains("13 tensors fit, 1 missing, 1 unused, 1 of another shape"), message);
        assertTrue(message.contains("missing: bn.weight"), message);
        assertTrue(message.contains("unused: conv1.bias"), message);
        assertTrue(message.contains("conv.weight is [8, 8, 3, 3] in the file and [8, 4, 3, 3] in the model"), message);
    }

    @Test
    void whatTheFamilyCannotConvertIsTold() {
        ImageModel model = model(4, 3);
        SafetensorsReader twice = file(ToyFile.of(4).with("backbone.weight", 8, 3, 3, 3));
        assertEquals(
                twice.file() + ": these are no weights of model 'toy_conv': it has two tensors that would be named"
                        + " 'stem.weight'",
                failure(() -> Fitting.whole(model, twice)));
    }
}
