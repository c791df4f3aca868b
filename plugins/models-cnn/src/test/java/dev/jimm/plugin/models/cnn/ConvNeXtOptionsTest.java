package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.plugin.models.cnn.ConvNeXtConfig.NormLayer;
import dev.jimm.plugin.models.cnn.ConvNeXtConfig.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change; expected logits are timm's. */
class ConvNeXtOptionsTest {
    private static final float TOLERANCE = 2e-5f;
    private static final int SIZE = 64;

    private static Model build(String name, int outputStride, Object... changes) {
        return Variants.build(new ConvNeXt(), name, new ModelOptions(4, 3, 0, 0, null, outputStride), changes);
    }

    private static Model pooled(String pool, int classes, Object... changes) {
        ModelOptions options = new ModelOptions(classes, 3, 0, 0, pool, 32);
        return Variants.build(new ConvNeXt(), "test_convnext2", options, changes);
    }

    private static void assertLogits(Model model, double... expected) {
        float[] logits = Variants.logits(model, SIZE, SIZE);
        assertEquals(expected.length, logits.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], logits[i], TOLERANCE, "logit " + i);
        }
    }

    @Test
    @Tag("engine")
    void dilated() {
        assertLogits(build("test_convnext", 16), -0.958853, -0.971448, -1.20404, -1.63881);
        assertLogits(build("test_convnext", 8), -0.809895, -1.04601, -1.26458, -2.25576);
        assertLogits(build("test_convnext3", 8), 0.961514, 0.100984, 0.139165, -0.686712);
    }

    @Test
    @Tag("engine")
    void otherStemsNormsAndHeads() {
        assertLogits(
                build(
                        "test_convnext2",
                        32,
                        "useGrn",
                        true,
                        "lsInitValue",
                        0.0,
                        "headHiddenSize",
                        24,
                        "stemType",
                        StemType.OVERLAP_ACT,
                        "normLayer",
                        NormLayer.RMS),
                -0.426824,
                -1.21653,
                -0.40833,
                -0.471539);
        assertLogits(
                build("test_convnext2", 32, "normLayer", NormLayer.SIMPLE, "stemType", StemType.OVERLAP_TIERED),
                1.15614,
                -1.19824,
                -0.369862,
                -1.83786);
        assertLogits(build("test_convnext2", 32, "patchSize", 2), 0.702265, -0.737566, 1.34744, -1.62018);
        assertLogits(pooled("catavgmax", 4, "headNormFirst", true), 0.422162, 0.600855, 0.277251, 0.333606);
    }

    @Test
    void hiddenLayerOfMapsWithoutPooling() {
        Model map = pooled("", 0, "headHiddenSize", 24);
        assertArrayEquals(
                new long[] {24, 128, 1, 1},
                map.parameters().find("head.pre_logits.fc.weight").orElseThrow().shape());
        assertArrayEquals(new long[] {2, 24, 2, 2}, new ShapeRunner().logits(map, false, 2, 3, SIZE, SIZE));
    }

    @Test
    void refusals() {
        assertRefused("global-pool catavgmax", () -> pooled("catavgmax", 4));
        assertRefused("global-pool", () -> pooled("", 4));
        assertRefused("head-hidden-size", () -> pooled("avg", 4, "headHiddenSize", 24, "headNormFirst", true));
        assertRefused("depths must be 4 numbers", () -> pooled("avg", 4, "depths", List.of(1, 1, 1)));
        assertRefused("dims must be 4 numbers", () -> pooled("avg", 4, "dims", List.of(8, 8, 8, 0)));
        assertRefused("kernel-sizes must be odd", () -> pooled("avg", 4, "kernelSizes", List.of(6)));
        assertRefused("kernel-sizes must be one", () -> pooled("avg", 4, "kernelSizes", List.of(7, 5)));
    }
}
