package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.plugin.models.cnn.NfNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.NfNetConfig.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What overrides change; the outputs are timm's, with generated weights. */
class NfNetOptionsTest {
    private static final NfNetConfig SMALL = small(false, 8, Activation.SILU);

    /** That of test_nfnet; if wanted with all that DeepMind's weights need. */
    private static NfNetConfig small(boolean deepMind, int groupSize, Activation activation) {
        return new NfNetConfig(
                List.of(1, 1, 1, 1),
                List.of(32, 64, 96, 128),
                0.2,
                StemType.DEEP_QUAD,
                128,
                groupSize,
                AttnLayer.SE,
                2,
                0.25,
                1,
                0.25,
                192,
                8,
                false,
                true,
                deepMind,
                deepMind,
                deepMind,
                activation);
    }

    private static Model build(NfNetConfig config, ModelOptions options) {
        return NfNet.build(config, options, new ParamTable().root());
    }

    private static ModelOptions outputStride(int stride) {
        return new ModelOptions(6, 3, 0, 0, null, stride);
    }

    private static void assertLogits(Model model, int height, int width, float... expected) {
        assertArrayEquals(expected, Variants.logits(model, height, width), 1e-6f);
    }

    @Test
    @Tag("engine")
    void dilatedStages() {
        Model model = build(SMALL, outputStride(8));
        assertLogits(model, 64, 64, -0.1559948f, -0.102616f, -0.05588863f, -0.02899192f, -0.02278669f, -0.08898713f);
    }

    @Test
    @Tag("engine")
    void samePaddingAndGammaInActivations() {
        Model model = build(small(true, 8, Activation.GELU), outputStride(32));
        assertLogits(model, 47, 33, -0.2129551f, -0.1179212f, -0.0416248f, -0.01513591f, -0.02673637f, -0.1156262f);
    }

    @Test
    @Tag("engine")
    void samePaddingOfDilatedStages() {
        Model model = build(small(true, 8, Activation.GELU), outputStride(16));
        assertLogits(model, 48, 33, -0.2130135f, -0.1179255f, -0.0415925f, -0.01522386f, -0.02670089f, -0.1156513f);
    }

    /** Of the two 3x3 convolutions of each block the first still has the dilation of the stage before. */
    @ParameterizedTest
    @CsvSource({"32, 1 1 1 1 1 1 1 1", "16, 1 1 1 1 1 1 1 2", " 8, 1 1 1 1 1 2 2 4"})
    void dilations(int stride, String expected) {
        ShapeRunner runner = new ShapeRunner();
        runner.logits(build(SMALL, outputStride(stride)), false, 1, 3, 64, 64);
        String dilations = runner.calls("conv2d")
                .filter(call -> call.integers("padding")[0] > 0)
                .skip(4) // the stem
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @Test
    void dropPathGrowsLinearly() {
        ShapeRunner training = new ShapeRunner();
        training.logits(build(SMALL, new ModelOptions(6, 3, 0, 0.3, null, 32)), true, 2, 3, 64, 64);
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertArrayEquals(new double[] {0.1, 0.2, 0.3}, rates, 1e-12);
    }

    @Test
    void widthsAreCutToWholeGroups() {
        NfNetConfig config = small(false, 16, Activation.SILU);
        assertEquals(16, config.middle(64, 96, 0.25));
        assertEquals(1, config.groups(16));
        assertRefused("group-size 16 does not divide the 8 channels", () -> build(config, ModelOptions.DEFAULT));
        NfNetConfig odd = small(false, 3, Activation.SILU);
        assertRefused("group-size 3 does not divide the 8 channels", () -> build(odd, ModelOptions.DEFAULT));
    }

    @Test
    void activationsWithoutGammaAreRefused() {
        assertRefused("act-layer", () -> small(false, 8, Activation.MISH));
    }

    @Test
    void checksNameTheKey() {
        assertRefused("depths", () -> changed("depths", List.of(0)));
        assertRefused("channels", () -> changed("channels", List.of(1, 1)));
        assertRefused("alpha", () -> changed("alpha", 0.0));
        assertRefused("stem-chs", () -> changed("stemChs", -1));
        assertRefused("group-size", () -> changed("groupSize", -1));
        assertRefused("attn-gain", () -> changed("attnGain", 0.0));
        assertRefused("rd-ratio", () -> changed("rdRatio", 0.0));
        assertRefused("width-factor", () -> changed("widthFactor", 0.0));
        assertRefused("bottle-ratio", () -> changed("bottleRatio", 0.0));
        assertRefused("num-features", () -> changed("numFeatures", -1));
        assertRefused("ch-div", () -> changed("chDiv", 0));
    }

    private static Model changed(Object... changes) {
        return Variants.build(new NfNet(), "test_nfnet", ModelOptions.DEFAULT, changes);
    }
}
