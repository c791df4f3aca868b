package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.plugin.models.cnn.RegNetConfig.Downsample;
import dev.jimm.plugin.models.cnn.RegNetConfig.NormLayer;
import dev.jimm.testkit.ShapeRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change; expected logits are timm's. */
class RegNetOptionsTest {
    private static final float TOLERANCE = 1e-5f;

    private static Model build(String name, int outputStride, Object... changes) {
        return Variants.build(new RegNet(), name, new ModelOptions(4, 3, 0, 0, null, outputStride), changes);
    }

    private static void assertLogits(Model model, int size, double... expected) {
        float[] logits = Variants.logits(model, size, size);
        assertEquals(expected.length, logits.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], logits[i], TOLERANCE, "logit " + i);
        }
    }

    @Test
    @Tag("engine")
    void dilated() {
        assertLogits(build("regnetx_002", 16), 64, -0.104841, -0.82553, 0.142233, -0.458259);
        assertLogits(build("regnetx_002", 8), 64, -0.13494, -0.865471, 0.152119, -0.453648);
    }

    @Test
    @Tag("engine")
    void preActivatedWithAveragedShortcuts() {
        Object[] small = {"depth", 13, "w0", 24, "wa", 36.44, "wm", 2.49, "groupSize", 8};
        assertLogits(build("regnetv_064", 32, small), 72, -0.065261, -0.0521097, -0.138485, -0.0175251);
        assertLogits(build("regnetv_064", 8, small), 64, -0.0663573, -0.052822, -0.137481, -0.0205058);
    }

    @Test
    @Tag("engine")
    void otherShortcutsAndEnds() {
        assertLogits(
                build("regnety_002", 32, "downsample", Downsample.AVG),
                72,
                0.0586161,
                -0.345732,
                -0.0905086,
                -0.200897);
        assertLogits(build("regnety_002", 32, "linearOut", true), 64, -0.56044, -0.794285, 0.110011, 0.0416842);
        assertLogits(
                build("regnetz_005", 8, "downsample", Downsample.CONV), 64, -0.197525, -0.316944, 0.0529776, -0.318197);
    }

    @Test
    void dropPathGrowsLinearly() {
        Model model = Variants.build(new RegNet(), "regnetx_002", new ModelOptions(4, 3, 0, 0.24, null, 32));
        ShapeRunner runner = new ShapeRunner();
        runner.logits(model, true, 2, 3, 64, 64);
        double[] rates = runner.calls("drop_path")
                .mapToDouble(call -> call.number("probability"))
                .toArray();
        assertArrayEquals(
                new double[] {0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.24}, rates, 1e-9);
    }

    @Test
    void widthsMustGiveFourStages() {
        assertRefused("depth 13 with w0, wa and wm must give 4 stages", () -> build("regnetx_002", 32, "wa", 5.0));
        assertRefused("depth must be at least 4", () -> build("regnetx_002", 32, "depth", 3));
        assertRefused("w0 must be a multiple of 8", () -> build("regnetx_002", 32, "w0", 20));
        assertRefused("wm must be more than 1", () -> build("regnetx_002", 32, "wm", 1.0));
    }

    @Test
    void groupNormNeedsWholeGroups() {
        assertRefused(
                "norm-group-size 16 does not divide the 24 channels of s1.b1.conv1.bn",
                () -> build("regnetx_002", 32, "normLayer", NormLayer.GROUP));
    }
}
