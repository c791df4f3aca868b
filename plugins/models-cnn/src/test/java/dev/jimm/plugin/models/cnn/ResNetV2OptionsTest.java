package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.plugin.models.cnn.ResNetV2Config.ConvLayer;
import dev.jimm.plugin.models.cnn.ResNetV2Config.NormLayer;
import dev.jimm.plugin.models.cnn.ResNetV2Config.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What overrides change; the outputs are timm's, with generated weights. */
class ResNetV2OptionsTest {
    private static final List<Integer> LAYERS = List.of(1, 2, 1, 2);
    private static final List<Integer> NARROW = List.of(32, 64, 64, 128);
    private static final List<Integer> WIDE = List.of(128, 128, 128, 256);

    private static final ResNetV2Config FILTER_RESPONSE =
            config(false, NARROW, StemType.DEEP, true, 0.5, ConvLayer.PLAIN, NormLayer.FILTER_RESPONSE);
    private static final ResNetV2Config BASIC =
            config(true, NARROW, StemType.DEFAULT, false, 1, ConvLayer.PLAIN, NormLayer.BATCH);
    private static final ResNetV2Config BIT =
            config(false, WIDE, StemType.FIXED, false, 0.25, ConvLayer.STANDARDIZED, NormLayer.GROUP);

    private static ResNetV2Config config(
            boolean basic,
            List<Integer> channels,
            StemType stem,
            boolean avgDown,
            double ratio,
            ConvLayer conv,
            NormLayer norm) {
        return new ResNetV2Config(
                basic, LAYERS, channels, 1, 64, stem, avgDown, ratio, conv, norm, Activation.RELU, false);
    }

    private static Model build(ResNetV2Config config, ModelOptions options) {
        return ResNetV2.build(config, options, new ParamTable().root());
    }

    private static ModelOptions outputStride(int stride) {
        return new ModelOptions(6, 3, 0, 0, null, stride);
    }

    private static void assertLogits(Model model, int height, int width, float... expected) {
        assertArrayEquals(expected, Variants.logits(model, height, width), 2e-5f);
    }

    @Test
    @Tag("engine")
    void filterResponseNormWithAveragedDilatedShortcuts() {
        Model model = build(FILTER_RESPONSE, outputStride(8));
        assertLogits(model, 64, 64, -0.8520411f, 0.6561369f, -2.178843f, 0.6486208f, -1.656402f, -0.09023096f);
    }

    @Test
    @Tag("engine")
    void dilatedBasicBlocks() {
        Model model = build(BASIC, outputStride(16));
        assertLogits(model, 65, 49, -0.3223174f, -0.001775943f, -0.1685614f, 0.2215625f, -0.2641628f, 0.1425111f);
    }

    @Test
    @Tag("engine")
    void standardisedConvolutionsAndFixedStem() {
        Model model = build(BIT, outputStride(8));
        assertLogits(model, 63, 48, 0.03496473f, -0.2417571f, -0.6283324f, -0.09344257f, 0.04951377f, 0.01408785f);
    }

    /** The first convolution of a stage still has the dilation of the stage before. */
    @ParameterizedTest
    @CsvSource({"32, 1 1 1 1 1 1 1 1 1 1 1 1", "16, 1 1 1 1 1 1 1 1 1 2 2 2", " 8, 1 1 1 1 1 1 1 2 2 4 4 4"})
    void dilations(int stride, String expected) {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(build(BASIC, outputStride(stride)), false, 1, 3, 64, 64);
        String dilations = runner.calls("conv2d")
                .filter(call -> call.integers("padding")[0] > 0) // neither shortcuts nor the classifier
                .skip(1) // the stem
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @Test
    void dropPathGrowsLinearly() {
        ShapeRunner training = new ShapeRunner();
        training.logits(build(BASIC, new ModelOptions(6, 3, 0, 0.3, null, 32)), true, 2, 3, 64, 64);
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertArrayEquals(new double[] {0.06, 0.12, 0.18, 0.24, 0.3}, rates, 1e-12);
    }

    @Test
    void branchesCanStartAtZero() {
        Param last = Variants.build(new ResNetV2(), "resnetv2_18", ModelOptions.DEFAULT, "zeroInitLast", true)
                .parameters()
                .find("stages.0.blocks.0.conv2.weight")
                .orElseThrow();
        float[] values = new float[(int) last.count()];
        Arrays.fill(values, 1);
        last.init().fill(values, last.shape(), new Random(1));
        assertArrayEquals(new float[values.length], values);
    }

    @Test
    void normsInGroupsNeedMultiplesOf32() {
        ResNetV2Config narrow = config(false, NARROW, StemType.DEEP, true, 0.25, ConvLayer.PLAIN, NormLayer.EVO);
        assertRefused("norm-layer", () -> build(narrow, ModelOptions.DEFAULT));
    }

    @Test
    void checksNameTheKey() {
        assertRefused("layers", () -> changed("layers", List.of(0)));
        assertRefused("channels", () -> changed("channels", List.of(64, 64)));
        assertRefused("width-factor", () -> changed("widthFactor", 0));
        assertRefused("stem-chs", () -> changed("stemChs", 0));
        assertRefused("bottle-ratio", () -> changed("bottleRatio", 0.0));
    }

    private static Model changed(Object... changes) {
        return Variants.build(new ResNetV2(), "resnetv2_50", ModelOptions.DEFAULT, changes);
    }
}
