package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.CondConv2d;
import dev.jimm.api.nn.Conv2d;
import dev.jimm.api.nn.EvoNorm;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.core.verify.GeneratedValues;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of layers for which no reference model has outputs that would tell. */
@Tag("engine")
class MobileLayerValuesTest {
    private static final int BATCH = 2;
    private static final int CHANNELS = 4;
    private static final int PLACES = 3;
    private static final int HALF = CHANNELS / 2 * PLACES;

    private final Scope root = new ParamTable().root();

    /** Of the generated input (2, 4, 1, 3), with generated weights. */
    private float[] values(Layer layer) {
        Model model = Model.builder(root)
                .features(layer)
                .head((features, pass, preLogits) -> features.get(0).flatten(1))
                .featureCount(CHANNELS)
                .build();
        try (GeneratedModel generated = new GeneratedModel(model)) {
            return generated
                    .outputs(Execution.EAGER, Set.of(), BATCH, CHANNELS, 1, PLACES)
                    .logits()
                    .values();
        }
    }

    private float[] weight(String name) {
        return GeneratedValues.of(root.table().find(name).orElseThrow());
    }

    @Test
    void evoNormDividesByTheDeviationOfAGroup() {
        float[] actual = values(EvoNorm.at(root, CHANNELS, 2));
        float[] x = GeneratedValues.unit("input", BATCH * CHANNELS * PLACES);
        float[] weight = weight("weight");
        float[] bias = weight("bias");
        float[] v = weight("v");
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int channel = i / PLACES % CHANNELS;
            double gated = x[i] / (1 + Math.exp(-v[channel] * x[i]));
            double deviation = Math.sqrt(variance(x, i / HALF * HALF, HALF) + 1e-5);
            expected[i] = (float) (gated / deviation * weight[channel] + bias[channel]);
        }
        assertArrayEquals(expected, actual, 1e-5f);
    }

    private static double variance(float[] values, int from, int count) {
        double sum = 0;
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
            squares += values[i] * values[i];
        }
        return squares / count - sum / count * (sum / count);
    }

    /** Each sample has its own mix; here by its first two values. Depthwise, so that a channel has one factor. */
    @Test
    void expertsAreMixedForEachSample() {
        CondConv2d.Routed layer =
                new CondConv2d(Conv2d.of(CHANNELS, CHANNELS, 1).groups(CHANNELS), 2).at(root);
        float[] actual =
                values((x, pass) -> layer.forward(x, x.select(1, 0).select(1, 0).slice(1, 0, 2), pass));
        float[] x = GeneratedValues.unit("input", BATCH * CHANNELS * PLACES);
        float[] weight = weight("weight");
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int sample = i / (CHANNELS * PLACES) * (CHANNELS * PLACES);
            int channel = i / PLACES % CHANNELS;
            float factor = x[sample] * weight[channel] + x[sample + 1] * weight[CHANNELS + channel];
            expected[i] = factor * x[i];
        }
        assertArrayEquals(expected, actual, 1e-5f);
    }
}
