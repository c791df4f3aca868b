package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.FilterResponseNorm;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.api.nn.StdConv2d;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of the layers of networks without batch norm, with generated weights: timm's. */
@Tag("engine")
class NormFreeLayerValuesTest {
    private final Scope root = new ParamTable().root();

    /** Of the generated input (1, 2, 3, 4). */
    private float[] values(Layer layer) {
        Model model = Model.builder(root)
                .features(layer)
                .head((features, pass, preLogits) -> features.get(0).flatten(1))
                .featureCount(2)
                .build();
        try (GeneratedModel generated = new GeneratedModel(model)) {
            return generated
                    .outputs(Execution.EAGER, Set.of(), 1, 2, 3, 4)
                    .logits()
                    .values();
        }
    }

    @Test
    void standardisedConvolution() {
        Conv2d conv = Conv2d.of(2, 2, 3).stride(2);
        float[] expected = {
            -3.152876f, 1.484074f, 0.01700801f, 2.126162f, 0.9456996f, -2.009771f, 0.07829088f, -0.1546056f
        };
        assertArrayEquals(expected, values(new StdConv2d(conv, 1e-6).at(root)), 1e-5f);
    }

    @Test
    void scaledStandardisedConvolutionWithSamePadding() {
        Conv2d conv = Conv2d.of(2, 2, 3).stride(2).withBias().same();
        Layer layer = new StdConv2d(conv, 1e-2).scaledAt(root, 1.7, 1);
        float[] expected = {
            -0.03890288f, -0.02058869f, -0.01369689f, -0.02013716f, 0.07435601f, 0.1013459f, 0.1154601f, 0.1032958f
        };
        assertArrayEquals(expected, values(layer), 1e-6f);
    }

    @Test
    void filterResponseNorm() {
        float[] expected = {
            1.070285f, 1.070285f, 1.070285f, 1.070285f,
            1.070285f, 1.070285f, 1.070285f, 1.443197f,
            1.070285f, 1.21458f, 1.070285f, 1.070285f,
            1.251254f, 1.063293f, 1.063293f, 1.063293f,
            1.063293f, 1.063293f, 1.063293f, 1.063293f,
            1.367699f, 1.063293f, 1.389472f, 1.236451f
        };
        assertArrayEquals(expected, values(FilterResponseNorm.at(root, 2)), 1e-5f);
    }
}
