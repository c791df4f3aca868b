package dev.jimm.plugin.models.cnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.GlobalResponseNorm;
import dev.jimm.api.nn.Layer;
import dev.jimm.api.nn.Norm;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.nn.Scope;
import dev.jimm.core.engine.Execution;
import dev.jimm.core.verify.GeneratedModel;
import dev.jimm.core.verify.GeneratedValues;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of the norms that came with the family of {@link ConvNeXt}. */
@Tag("engine")
class NormValuesTest {
    private static final int CHANNELS = 4;
    private static final int PLACES = 6;
    private static final float TOLERANCE = 1e-5f;

    private final Scope root = new ParamTable().root();
    private final float[] x = GeneratedValues.unit("input", CHANNELS * PLACES);

    /** Of the generated input (1, 4, 2, 3), with generated weights. */
    private float[] values(Layer layer) {
        Model model = Model.builder(root)
                .features(layer)
                .head((features, pass, preLogits) -> features.get(0).flatten(1))
                .featureCount(CHANNELS)
                .build();
        try (GeneratedModel generated = new GeneratedModel(model)) {
            return generated
                    .outputs(Execution.EAGER, Set.of(), 1, CHANNELS, 2, 3)
                    .logits()
                    .values();
        }
    }

    private float[] weight(String name) {
        return GeneratedValues.of(root.table().find(name).orElseThrow());
    }

    private float[] respondedGlobally() {
        double[] norms = new double[CHANNELS];
        double mean = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int place = 0; place < PLACES; place++) {
                norms[channel] += Math.pow(x[channel * PLACES + place], 2);
            }
            norms[channel] = Math.sqrt(norms[channel]);
            mean += norms[channel] / CHANNELS;
        }
        float[] weight = weight("weight");
        float[] bias = weight("bias");
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int channel = i / PLACES;
            expected[i] = (float) (x[i] + weight[channel] * x[i] * norms[channel] / mean + bias[channel]);
        }
        return expected;
    }

    @Test
    void globalResponseNormOfMaps() {
        float[] actual = values(new GlobalResponseNorm(CHANNELS).ofMaps(root));
        assertArrayEquals(respondedGlobally(), actual, TOLERANCE);
    }

    @Test
    void globalResponseNormOfChannelsLast() {
        Layer norm = new GlobalResponseNorm(CHANNELS).at(root);
        float[] actual =
                values((x, pass) -> norm.forward(x.permute(0, 2, 3, 1), pass).permute(0, 3, 1, 2));
        assertArrayEquals(respondedGlobally(), actual, TOLERANCE);
    }

    /** The mean counts for the deviation, but is not subtracted. */
    @Test
    void deviationOfMaps() {
        float[] actual = values(Norm.ofMaps(Norm.deviation(1e-6)).at(root, CHANNELS));
        float[] weight = weight("weight");
        float[] expected = new float[x.length];
        for (int place = 0; place < PLACES; place++) {
            double mean = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                mean += x[channel * PLACES + place] / CHANNELS;
            }
            double variance = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                variance += Math.pow(x[channel * PLACES + place] - mean, 2) / (CHANNELS - 1);
            }
            for (int channel = 0; channel < CHANNELS; channel++) {
                int i = channel * PLACES + place;
                expected[i] = (float) (x[i] / Math.sqrt(variance + 1e-6) * weight[channel]);
            }
        }
        assertArrayEquals(expected, actual, TOLERANCE);
    }
}
