package dev.jimm.plugin.models.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.api.nn.Mlp;
import dev.jimm.plugin.models.mlp.MlpMixerConfig.BlockLayer;
import dev.jimm.plugin.models.mlp.MlpMixerConfig.NormLayer;
import dev.jimm.testkit.ShapeRunner;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What overrides change in networks of perceptrons. */
class MlpMixerOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static final Architecture<MlpMixerConfig> ARCHITECTURE =
            (Architecture<MlpMixerConfig>) new MlpMixer().architectures().get(0);

    /** Two blocks at 32 pixels, of 16 tokens with 12 channels. */
    private static MlpMixerConfig small(
            BlockLayer block, Mlp.Form mlp, NormLayer norm, double mlpRatio, double projDropRate) {
        return new MlpMixerConfig(32, 8, 2, 12, mlpRatio, 0.5, block, mlp, norm, Activation.GELU, 0.1, projDropRate);
    }

    private static String shape(Model model, String name) {
        return Arrays.toString(model.parameters().find(name).orElseThrow().shape());
    }

    @Test
    void tokensAreMixedInTheirNumber() {
        MlpMixerConfig config = small(BlockLayer.MIXER, Mlp.Form.SWIGLU, NormLayer.AFFINE, 4, 0);
        Model model = ARCHITECTURE.build(config, ModelOptions.DEFAULT.classes(5));
        assertEquals("[6, 16]", shape(model, "blocks.1.mlp_tokens.fc1_g.weight"));
        assertEquals("[16, 6]", shape(model, "blocks.1.mlp_tokens.fc2.weight"));
        assertEquals("[12, 48]", shape(model, "blocks.1.mlp_channels.fc2.weight"));
        assertEquals("[1, 1, 12]", shape(model, "blocks.1.norm2.alpha"));
        assertArrayEquals(new long[] {2, 5}, new ShapeRunner().logits(model, true, 2, 3, 32, 32));
    }

    @ParameterizedTest
    @CsvSource({"MIXER, 8, 4", "RES, 4, 4", "SPATIAL_GATING, 4, 2"})
    void dropsHappenInTrainingOnly(BlockLayer block, int drops, int paths) {
        MlpMixerConfig config = small(block, Mlp.Form.MLP, NormLayer.LAYERNORM, 4, 0.2);
        Model model = ARCHITECTURE.build(config, new ModelOptions(5, 3, 0.4, 0.25, null, 32));
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 32, 32);
        Map<Double, Long> rates = training.calls("dropout")
                .collect(Collectors.groupingBy(call -> call.number("probability"), Collectors.counting()));
        assertEquals(Map.of(0.2, (long) drops, 0.4, 1L), rates);
        assertEquals(
                paths,
                training.calls("drop_path")
                        .filter(call -> call.number("probability") == 0.25)
                        .count());

        ShapeRunner evaluation = new ShapeRunner();
        evaluation.logits(model, false, 2, 3, 32, 32);
        assertEquals(
                0,
                evaluation.calls("dropout").count()
                        + evaluation.calls("drop_path").count());
    }

    private static String refusal(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }

    @Test
    void gatesNeedAnEvenWidth() {
        String even = " must leave an even hidden width for values and gate, is ";
        assertEquals(
                "mlp-ratio" + even + "1.25",
                refusal(() -> small(BlockLayer.SPATIAL_GATING, Mlp.Form.MLP, NormLayer.LAYERNORM, 1.25, 0)));
        assertEquals(
                "mlp-ratio" + even + "1.25",
                refusal(() -> small(BlockLayer.RES, Mlp.Form.GLU, NormLayer.LAYERNORM, 1.25, 0)));
        assertEquals(
                1.25,
                small(BlockLayer.RES, Mlp.Form.MLP, NormLayer.LAYERNORM, 1.25, 0)
                        .mlpRatio());
    }

    @Test
    void whatDoesNotApplyIsRefused() {
        assertEquals(
                "global-pool must be avg, is \"token\"",
                refusal(() -> ARCHITECTURE.build(new ModelOptions(5, 3, 0, 0, "token", 32))));
        assertEquals(
                "proj-drop-rate must be in [0, 1), is 1.0",
                refusal(() -> small(BlockLayer.RES, Mlp.Form.MLP, NormLayer.LAYERNORM, 4, 1)));
    }
}
