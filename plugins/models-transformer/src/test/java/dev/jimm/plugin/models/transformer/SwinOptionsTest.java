package dev.jimm.plugin.models.transformer;

import static dev.jimm.plugin.models.transformer.Small.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change in both versions of Swin; expected logits are timm's, of the same generated weights. */
class SwinOptionsTest {
    private static final Architecture<SwinConfig> FIRST = architecture(new SwinTransformer());
    private static final Architecture<SwinConfig> SECOND = architecture(new SwinTransformerV2());
    private static final ModelOptions OPTIONS = ModelOptions.DEFAULT.classes(5);

    @SuppressWarnings("unchecked") // both families have one type of configuration
    private static Architecture<SwinConfig> architecture(ModelProvider family) {
        return (Architecture<SwinConfig>) family.architectures().get(0);
    }

    /** Two stages of two blocks, windows of 4. */
    static SwinConfig small(int imgSize, boolean always, boolean strict, boolean qkvBias) {
        return small(imgSize, always, strict, qkvBias, 0, 0);
    }

    private static SwinConfig small(
            int imgSize, boolean always, boolean strict, boolean qkvBias, double projDropRate, double attnDropRate) {
        return new SwinConfig(
                imgSize,
                4,
                8,
                List.of(2, 2),
                List.of(2, 4),
                List.of(4),
                List.of(),
                always,
                strict,
                4,
                qkvBias,
                projDropRate,
                attnDropRate);
    }

    private static float[] logits(Model model, long... input) {
        try (GeneratedModel generated = new GeneratedModel(model)) {
            return generated.outputs(Execution.TRACED, Set.of(), input).logits().values();
        }
    }

    private static void assertLogits(Model model, int height, int width, double... expected) {
        float[] actual = logits(model, 1, 3, height, width);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 2e-6, "logit " + i + " of " + Arrays.toString(actual));
        }
    }

    @Test
    @Tag("engine")
    void mapsArePaddedToWholeWindows() {
        // maps of 10 x 10 and 5 x 5
        Model first = FIRST.build(small(40, false, true, true), OPTIONS);
        assertLogits(first, 40, 40, -0.227884, -0.37471, 0.239524, -0.686099, 0.522416);
        Model withoutBias = FIRST.build(small(40, false, true, false), OPTIONS);
        assertLogits(withoutBias, 40, 40, -0.217733, -0.274328, 0.153987, -0.58637, 0.459734);
    }

    @Test
    @Tag("engine")
    void otherImageSizesAreTakenWhenNotStrict() {
        // maps of 9 x 13 and 5 x 7
        Model first = FIRST.build(small(40, false, false, true), OPTIONS);
        assertLogits(first, 36, 52, 0.051717, -0.190206, -0.330073, -0.006405, 0.049527);
        Model second = SECOND.build(small(40, false, false, true), OPTIONS);
        assertLogits(second, 36, 52, 0.270446, -0.519307, 0.455689, -0.939072, 0.831122);
        assertEquals(
                "the image is 36 x 50, which patches of 4 do not cover; resize the image to multiples of them",
                refusal(() -> new ShapeRunner().logits(first, false, 1, 3, 36, 50)));
    }

    @Test
    @Tag("engine")
    void windowsThatAreKeptShiftOnSmallMapsToo() {
        // maps of 6 x 6 and 3 x 3, then of 8 x 8 and 4 x 4
        Model first = FIRST.build(small(24, true, true, true), OPTIONS);
        assertLogits(first, 24, 24, -0.843939, -0.853174, -0.087989, -0.17104, 0.56281);
        Model second = SECOND.build(small(32, true, true, false), OPTIONS);
        assertLogits(second, 32, 32, 0.058484, -0.271967, 0.580333, -0.925415, 0.794709);
    }

    @Test
    @Tag("engine")
    void offsetsCountInWindowsOfPretraining() {
        SwinConfig config = small(32, false, true, true).pretrainedWindowSizes(6, 3);
        assertLogits(SECOND.build(config, OPTIONS), 32, 32, -0.036173, -0.574758, 0.81497, -1.323985, 1.250282);
        assertEquals(
                "pretrained-window-sizes belong to swin_transformer_v2, are [6, 3]",
                refusal(() -> FIRST.build(config, OPTIONS)));
    }

    @Test
    void imageSizeIsStrictUnlessToldOtherwise() {
        Model model = FIRST.build(small(40, false, true, true), OPTIONS);
        assertArrayEquals(new int[] {40, 40}, model.imageSize().orElseThrow());
        assertEquals(
                "the image is 40 x 44, the model is built for 40 x 40; resize the image or set img-size",
                refusal(() -> new ShapeRunner().logits(model, false, 1, 3, 40, 44)));
        assertEquals(
                Set.of(),
                FIRST.build(small(40, false, false, true), OPTIONS).imageSize().stream()
                        .collect(Collectors.toSet()));
    }

    @Test
    void ratesOfDroppingReachTheirPlaces() {
        ModelOptions options = new ModelOptions(5, 3, 0.4, 0.3, null, 32);
        for (Architecture<SwinConfig> version : List.of(FIRST, SECOND)) {
            ShapeRunner training = new ShapeRunner();
            SwinConfig config = small(32, false, true, true, 0.1, 0.2);
            training.logits(version.build(config, options), true, 2, 3, 32, 32);
            Map<Double, Long> rates = training.calls("dropout")
                    .collect(Collectors.groupingBy(call -> call.number("probability"), Collectors.counting()));
            // attention and both places of the perceptron, of four blocks; classifier
            assertEquals(Map.of(0.1, 12L, 0.4, 1L), rates);
            assertArrayEquals(
                    new double[] {0.2, 0.2, 0.2, 0.2},
                    training.calls("attention")
                            .mapToDouble(call -> call.number("dropout"))
                            .toArray());
            assertArrayEquals(
                    new double[] {0.1, 0.1, 0.2, 0.2, 0.3, 0.3},
                    training.calls("drop_path")
                            .mapToDouble(call -> call.number("probability"))
                            .toArray(),
                    1e-9);
        }
    }

    @Test
    void configurationsAreChecked() {
        assertEquals("patch-size must be positive, is 0", refusal(() -> config(32, 0, 8, 2, 2, 4)));
        assertEquals(
                "img-size must be at least 8, a place of the last map, is 7", refusal(() -> config(7, 4, 8, 2, 2, 4)));
        assertEquals(
                "embed-dim must give each stage a multiple of its num-heads [2, 4], is 9",
                refusal(() -> config(32, 4, 9, 2, 2, 4)));
        assertEquals(
                "depths must be positive numbers, one a stage, is [2, 0]", refusal(() -> config(32, 4, 8, 0, 2, 4)));
        assertEquals(
                "num-heads must be 2 positive numbers, one a stage, is [0, 4]",
                refusal(() -> config(32, 4, 8, 2, 0, 4)));
        assertEquals(
                "window-size must be one size for all stages or one for each of the 2, is [0]",
                refusal(() -> config(32, 4, 8, 2, 2, 0)));
        SwinConfig small = small(32, false, true, true);
        assertEquals(
                "pretrained-window-sizes must be none or one for each of the 2 stages, are [6]",
                refusal(() -> small.pretrainedWindowSizes(6)));
        assertEquals(
                "output-stride does not apply to transformers with windows; set patch-size instead",
                refusal(() -> FIRST.build(small, new ModelOptions(5, 3, 0, 0, null, 16))));
    }

    private static SwinConfig config(int imgSize, int patchSize, int embedDim, int depth, int heads, int window) {
        List<Integer> numHeads = List.of(heads, 4);
        return new SwinConfig(
                imgSize,
                patchSize,
                embedDim,
                List.of(2, depth),
                numHeads,
                List.of(window),
                List.of(),
                false,
                true,
                4,
                true,
                0,
                0);
    }
}
