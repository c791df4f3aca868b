package dev.jimm.plugin.models.cnn;

import static dev.jimm.plugin.models.cnn.Variants.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jimm.api.model.Architecture;
import dev.jimm.api.model.Model;
import dev.jimm.api.model.ModelOptions;
import dev.jimm.api.nn.Activation;
import dev.jimm.plugin.models.cnn.DenseNetConfig.AaLayer;
import dev.jimm.plugin.models.cnn.DenseNetConfig.StemType;
import dev.jimm.testkit.ShapeRunner;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What overrides change. */
class DenseNetOptionsTest {
    @SuppressWarnings("unchecked") // the family has one type of configuration
    private static Architecture<DenseNetConfig> architecture() {
        return (Architecture<DenseNetConfig>) new DenseNet().architectures().get(0);
    }

    private static DenseNetConfig config(int growthRate, List<Integer> blocks, double projDropRate) {
        return new DenseNetConfig(
                growthRate, blocks, 2, StemType.DEEP_TIERED, Activation.SILU, AaLayer.BLUR, false, projDropRate);
    }

    /** A tiered stem, and blur in the transitions too; as timm says. */
    @Test
    @Tag("engine")
    void tieredStemAndBlurredTransitions() {
        Model model = architecture().build(config(8, List.of(1, 2), 0), ModelOptions.DEFAULT.classes(3));
        assertArrayEquals(new float[] {-0.180185f, -0.038040f, -0.018591f}, Variants.logits(model, 34, 38), 2e-6f);
    }

    @Test
    void dropsWhatEachLayerAdds() {
        Model model = architecture().build(config(8, List.of(1, 2), 0.25), ModelOptions.DEFAULT.classes(3));
        ShapeRunner training = new ShapeRunner();
        training.logits(model, true, 2, 3, 32, 32);
        List<Double> rates = training.calls("dropout")
                .map(call -> call.number("probability"))
                .toList();
        assertEquals(List.of(0.25, 0.25, 0.25), rates);
        ShapeRunner evaluation = new ShapeRunner();
        evaluation.logits(model, false, 2, 3, 32, 32);
        assertEquals(0, evaluation.calls("dropout").count());
    }

    @Test
    void checksNameTheKey() {
        assertRefused("growth-rate", () -> config(3, List.of(1), 0));
        assertRefused("block-config", () -> config(8, List.of(1, 0), 0));
        assertRefused("proj-drop-rate", () -> config(8, List.of(1), 1));
        ModelOptions dropPath = new ModelOptions(10, 3, 0, 0.1, null, 32);
        assertRefused("drop-path", () -> architecture().build(dropPath));
    }
}
