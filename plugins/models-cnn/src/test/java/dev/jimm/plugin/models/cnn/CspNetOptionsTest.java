package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
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
        runner.logits(Variants.build(new CspNet(), name, options), false, 1, 3, 64, 64);
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
        training.logits(Variants.build(new CspNet(), "cs3darknet_s", options), true, 2, 3, 64, 64);
        double[] rates = training.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        // 1, 3, 4 and 1 blocks
        assertArrayEquals(
                IntStream.range(1, 9).mapToDouble(block -> 0.3 * block / 8).toArray(), rates, 1e-12);
    }

    @Test
    void checksNameTheKey() {
        assertRefused("stem-stride", () -> build("stemStride", 3));
        assertRefused("stem-pool", () -> build("stemPool", true));
        assertRefused("out-channels", () -> build("outChannels", List.of(64, 64)));
        assertRefused("block-ratio", () -> build("blockRatio", List.of(0.0)));
        assertRefused("block-ratio", () -> build("blockRatio", List.of(1.0)));
        assertRefused("block-ratio", () -> build("stageType", StageType.DARK));
    }

    private static Model build(Object... changes) {
        return Variants.build(new CspNet(), "cs3darknet_s", ModelOptions.DEFAULT, changes);
    }
}
