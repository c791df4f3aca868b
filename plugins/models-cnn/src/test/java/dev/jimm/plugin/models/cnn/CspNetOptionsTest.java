package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.CspNetConfig.AttnLayer;
import dev.jimm.plugin.models.cnn.CspNetConfig.BlockType;
import dev.jimm.plugin.models.cnn.CspNetConfig.StageType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What overrides change. */
class CspNetOptionsTest {
    private static Architecture<?> architecture(String name) {
        return new CspNet()
                .architectures().stream()
                        .filter(architecture -> architecture.name().equals(name))
                        .findAny()
                        .orElseThrow();
    }

    /** Of the 3x3 convolutions, a stage's strided one first. */
    @ParameterizedTest
    @CsvSource({
        "darknet17, 32, 1 1 1 1 1 1 1 1 1 1",
        "darknet17, 16, 1 1 1 1 1 1 1 1 1 2",
        "darknet17, 8, 1 1 1 1 1 1 1 2 2 4",
        "cs3darknet_s, 8, 1 1 1 1 1 1 1 2 2 2 2 2 4"
    })
    void dilations(String name, int outputStride, String expected) {
        ShapeRunner runner = new ShapeRunner();
        ModelOptions options = new ModelOptions(10, 3, 0, 0, null, outputStride);
        runner.logits(architecture(name).build(options), false, 1, 3, 64, 64);
        int stem = name.startsWith("cs3") ? 2 : 1;
        String dilations = runner.calls("conv2d")
                .filter(call -> call.integers("padding")[0] > 0)
                .skip(stem)
                .map(call -> String.valueOf(call.integers("dilation")[0]))
                .collect(Collectors.joining(" "));
        assertEquals(expected, dilations);
    }

    @Test
    void dropPathGrowsLinearly() {
        ShapeRunner training = new ShapeRunner();
        ModelOptions options = new ModelOptions(10, 3, 0, 0.3, null, 32);
        training.logits(architecture("cs3darknet_s").build(options), true, 2, 3, 64, 64);
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        // 1, 3, 4 and 1 blocks
        assertArrayEquals(
                IntStream.range(1, 9).mapToDouble(block -> 0.3 * block / 8).toArray(), rates, 1e-12);
    }

    @Test
    void checksNameTheKey() {
        assertRefused("stem-stride", () -> config(3, false, List.of(64), 0.5, StageType.CS3));
        assertRefused("stem-pool", () -> config(2, true, List.of(64), 0.5, StageType.CS3));
        assertRefused("out-channels", () -> config(2, false, List.of(64, 64), 0.5, StageType.CS3));
        assertRefused("block-ratio", () -> config(2, false, List.of(64), 0, StageType.CS3));
        assertRefused("block-ratio", () -> build(config(2, false, List.of(64), 1, StageType.CS3)));
        assertRefused("block-ratio", () -> build(config(2, false, List.of(64), 0.5, StageType.DARK)));
    }

    private static CspNetConfig config(
            int stemStride, boolean stemPool, List<Integer> outChannels, double blockRatio, StageType stageType) {
        return new CspNetConfig(
                List.of(32),
                3,
                stemStride,
                -1,
                stemPool,
                List.of(1),
                outChannels,
                List.of(2),
                List.of(1),
                List.of(blockRatio),
                List.of(1.0),
                List.of(1.0),
                false,
                false,
                false,
                stageType,
                BlockType.DARK,
                AttnLayer.NONE,
                1.0 / 16,
                Activation.SILU,
                true);
    }

    private static void build(CspNetConfig config) {
        new Architecture<>("small", config, CspNet::build).build(ModelOptions.DEFAULT);
    }

    private static void assertRefused(String key, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith(key), message);
    }
}
