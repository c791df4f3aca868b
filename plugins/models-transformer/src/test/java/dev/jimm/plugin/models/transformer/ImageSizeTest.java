package dev.jimm.plugin.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.Pass;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Precision;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.engine.Program;
import dev.jimm.core.engine.Weights;
import dev.jimm.core.error.JimmException;
import dev.jimm.core.model.ModelCatalogue;
import dev.jimm.core.model.ModelConfig;
import dev.jimm.core.provider.Provided;
import dev.jimm.core.provider.ProviderCatalogue;
import dev.jimm.core.tensorfile.SafetensorsReader;
import dev.jimm.core.tensorfile.SafetensorsWriter;
import dev.jimm.core.weights.LoadReport;
import dev.jimm.core.weights.Strictness;
import dev.jimm.core.weights.TensorGroup;
import dev.jimm.core.weights.WeightLoader;
import dev.jimm.testkit.ShapeRunner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transformers at other image sizes than their weights were trained at. */
class ImageSizeTest {
    @TempDir
    Path folder;

    @SuppressWarnings("unchecked") // both families have one type of configuration
    private static Architecture<VisionTransformerConfig> architecture(ModelProvider family, String name) {
        return (Architecture<VisionTransformerConfig>) family.architectures().stream()
                .filter(architecture -> architecture.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** Of patches of 8 pixels, with a class token. */
    private static VisionTransformerConfig.Builder small(int imgSize) {
        return VisionTransformerConfig.of(imgSize, 8, 12, 2, 3);
    }

    private static Model vit(VisionTransformerConfig config) {
        return architecture(new VisionTransformer(), "vit_tiny_patch16_224")
                .build(config, ModelOptions.DEFAULT.classes(5));
    }

    private static Model distilled(VisionTransformerConfig config) {
        return architecture(new Deit(), "deit_tiny_distilled_patch16_224")
                .build(config, ModelOptions.DEFAULT.classes(5));
    }

    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static Model cait(int imgSize) {
        CaitConfig config = new CaitConfig(imgSize, 8, 24, 3, 2, 4, true, 0.5, 2, 3, 0, 0, 0);
        return ((Architecture<CaitConfig>) new Cait().architectures().get(0)).build(config, ModelOptions.DEFAULT);
    }

    private SafetensorsReader saved(Weights weights) {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, TensorGroup.of("model", weights).tensors(), Map.of());
        return SafetensorsReader.open(file);
    }

    private static float[] values(Weights weights, String name) {
        return weights.get(param(weights, name)).floats();
    }

    private static Param param(Weights weights, String name) {
        return weights.table().find(name).orElseThrow();
    }

    private static Model tnt(int imgSize) {
        TntConfig config = new TntConfig(imgSize, 8, 12, 4, 2, 2, 3, 4, true, 0, 0, 0, 4, false);
        return Small.build(new Tnt(), config, ModelOptions.DEFAULT);
    }

    private static Model convit(int imgSize) {
        ConvitConfig config = new ConvitConfig(imgSize, 8, 4, 2, 3, 4, false, 1, 1, true, 0, 0, 0);
        return Small.build(new Convit(), config, ModelOptions.DEFAULT);
    }

    /** Of tokens: (1, prefix + 16, dim) to (1, prefix + 36, dim). */
    private void assertPositionsAdapt(Model small, Model large, String table, int prefix) {
        try (Weights trained = Weights.initialised(small.parameters(), 1, false);
                Weights loaded = Weights.initialised(large.parameters(), 2, false)) {
            // the same at every place of the grid, so that it is the same at every place of a larger one
            long[] shape = param(trained, table).shape();
            float[] positions = values(trained, table);
            int dim = (int) shape[2];
            for (int i = (prefix + 1) * dim; i < positions.length; i++) {
                positions[i] = positions[i - dim];
            }
            trained.set(param(trained, table), positions);
            SafetensorsReader file = saved(trained);

            JimmException refusal =
                    assertThrows(JimmException.class, () -> WeightLoader.load(loaded, file, Strictness.STRICT));
            assertTrue(refusal.getMessage().contains("of another shape: " + table + " is "), refusal.getMessage());

            LoadReport report = WeightLoader.load(loaded, file, Strictness.ADAPTING);
            assertEquals(
                    List.of(table),
                    report.adapted().stream().map(LoadReport.Misshapen::name).toList());
            float[] adapted = values(loaded, table);
            assertEquals((prefix + 36) * dim, adapted.length);
            assertArrayEquals(Arrays.copyOf(positions, prefix * dim), Arrays.copyOf(adapted, prefix * dim));
            for (int i = prefix * dim; i < adapted.length; i++) {
                assertEquals(positions[prefix * dim + i % dim], adapted[i], 1e-6);
            }
            assertOthersAreLoaded(trained, loaded, Set.of(table));
        }
    }

    private static void assertOthersAreLoaded(Weights trained, Weights loaded, Set<String> adapted) {
        for (Param weight : loaded.table().weights()) {
            if (!adapted.contains(weight.name())) {
                assertArrayEquals(values(trained, weight.name()), values(loaded, weight.name()), weight.name());
            }
        }
    }

    private static Model nest(int imgSize) {
        NestConfig config = new NestConfig(
                imgSize, 4, List.of(4, 8), List.of(2, 2), List.of(1, 1), 2, true, NestConfig.PadType.SYMMETRIC, 0, 0);
        return Small.build(new Nest(), config, ModelOptions.DEFAULT);
    }

    private static Model pit(int imgSize) {
        PitConfig config = new PitConfig(imgSize, 8, 4, List.of(4, 4), List.of(1, 1), List.of(1, 2), 2, false, 0, 0, 0);
        return Small.build(new Pit(), config, ModelOptions.DEFAULT);
    }

    private static Model visformer(int imgSize) {
        List<Boolean> stages = List.of(true, true, true);
        VisformerConfig config =
                new VisformerConfig(imgSize, 8, 4, 8, List.of(1, 1, 1), 2, 2, stages, true, stages, 1, 0, 0, 0);
        return Small.build(new Visformer(), config, ModelOptions.DEFAULT);
    }

    /** What is the same at every place, another in each channel, is so at every place of a larger map. */
    private void assertMapsAdapt(Model small, Model large, int channelAxis, String... tables) {
        try (Weights trained = Weights.initialised(small.parameters(), 1, false);
                Weights loaded = Weights.initialised(large.parameters(), 2, false)) {
            for (String table : tables) {
                trained.set(
                        param(trained, table), channels(param(trained, table).shape(), channelAxis));
            }
            LoadReport report = WeightLoader.load(loaded, saved(trained), Strictness.ADAPTING);
            assertEquals(
                    List.of(tables),
                    report.adapted().stream().map(LoadReport.Misshapen::name).toList());
            for (String table : tables) {
                float[] expected = channels(param(loaded, table).shape(), channelAxis);
                assertArrayEquals(expected, values(loaded, table), 1e-5f, table);
            }
            assertOthersAreLoaded(trained, loaded, Set.of(tables));
        }
    }

    /** Each value is the number of its channel. */
    private static float[] channels(long[] shape, int axis) {
        int all = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        int inner = Math.toIntExact(Arrays.stream(shape).skip(axis + 1).reduce(1, Math::multiplyExact));
        float[] values = new float[all];
        for (int i = 0; i < all; i++) {
            values[i] = i / inner % shape[axis];
        }
        return values;
    }

    @Test
    @Tag("engine")
    void mapsOfPositionsLoadAtAnotherSize() {
        assertMapsAdapt(nest(32), nest(48), 3, "levels.0.pos_embed", "levels.1.pos_embed");
        assertMapsAdapt(pit(32), pit(48), 1, "pos_embed");
        assertMapsAdapt(visformer(32), visformer(64), 1, "pos_embed1", "pos_embed2", "pos_embed3");
    }

    @Test
    @Tag("engine")
    void weightsOf32PixelsLoadAt48() {
        assertPositionsAdapt(vit(small(32).build()), vit(small(48).build()), "pos_embed", 1);
        assertPositionsAdapt(
                vit(small(32).noEmbedClass().regTokens(2).build()),
                vit(small(48).noEmbedClass().regTokens(2).build()),
                "pos_embed",
                0);
        assertPositionsAdapt(distilled(small(32).build()), distilled(small(48).build()), "pos_embed", 2);
        assertPositionsAdapt(cait(32), cait(48), "pos_embed", 0);
        assertPositionsAdapt(convit(32), convit(48), "pos_embed", 0);
        assertPositionsAdapt(tnt(32), tnt(48), "patch_pos", 1);
    }

    private static float[] logits(Model model, Weights weights, float... image) {
        Program.Input input = new Program.Input(ElementType.FLOAT32, 1, 3, 48, 48);
        Program.Body body =
                (inputs, parameters) -> List.of(model.forward(inputs.get(0), new Pass(parameters, false, Set.of())));
        try (DeviceTensor pixels = DeviceTensor.of(image, 1, 3, 48, 48);
                Program program = Program.inference(Execution.EAGER, Precision.FP32, List.of(input), body);
                Program.Results results = program.run(List.of(pixels), weights)) {
            return results.values().get(0).floats();
        }
    }

    /** Resizing the table in the pass or when it is loaded is the same. */
    @Test
    @Tag("engine")
    void aDynamicModelComputesWhatAnAdaptedOneDoes() {
        float[] image = new float[3 * 48 * 48];
        for (int i = 0; i < image.length; i++) {
            image[i] = i * 37 % 101 / 50f - 1;
        }
        Model dynamic = vit(small(32).dynamicImgSize().build());
        Model fixed = vit(small(48).build());
        try (Weights trained = Weights.initialised(dynamic.parameters(), 1, false);
                Weights loaded = Weights.initialised(fixed.parameters(), 2, false)) {
            WeightLoader.load(loaded, saved(trained), Strictness.ADAPTING);
            assertArrayEquals(logits(fixed, loaded, image), logits(dynamic, trained, image), 1e-6f);
        }
    }

    @Test
    void aDynamicModelTakesMultiplesOfThePatch() {
        Model model = distilled(small(32).dynamicImgSize().build());
        assertTrue(model.imageSize().isEmpty());
        ShapeRunner runner = new ShapeRunner();
        Pass pass = runner.pass(false, Set.of("blocks.1"));
        model.forwardFeatures(runner.tensor(2, 3, 24, 40), pass);
        assertArrayEquals(new long[] {2, 12, 3, 5}, pass.taps().get("blocks.1").shape());
        assertEquals(
                "the image is 24 x 42, which patches of 8 do not cover; resize the image to multiples of them",
                assertThrows(IllegalArgumentException.class, () -> new ShapeRunner().logits(model, false, 2, 3, 24, 42))
                        .getMessage());
    }

    @Test
    void theSizeThatIsAskedForIsADynamicModelsOwn() {
        ModelCatalogue catalogue = new ModelCatalogue(
                ProviderCatalogue.of(List.of(new Provided<>(new VisionTransformer(), "the plugin's classes"))));
        ModelConfig config = new ModelConfig(
                "test_vit", "false", null, 3, 0, 0, null, 32, 0, ConfigFactory.parseString("img-size = 64"));
        assertArrayEquals(new int[] {64, 64}, catalogue.create(config, 5).imageSize());
        assertArrayEquals(
                new int[] {160, 160},
                catalogue.create(ModelConfig.named("test_vit"), 5).imageSize());
    }
}
