package dev.jimm.core.reparam;

import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;

/**
 * Makes the weights of a fused structure, in which each sum of branches is one convolution. Outside of training it
 * computes the same with them as the trained one, up to rounding.
 */
public final class Reparameterization {
    private Reparameterization() {}

    /**
     * The weights of the fused structure.
     *
     * @param fused the tensors of the structure, built in a {@linkplain ParamTable#ofFused table for fused ones}
     * @param trained the weights of the same architecture and options; they stay the caller's
     * @throws IllegalArgumentException when the weights are of another structure
     */
    public static Weights of(ParamTable fused, Weights trained) {
        return Weights.of(fused, param -> values(param, trained), trained.isChannelsLast());
    }

    private static float[] values(Param param, Weights trained) {
        return param.fusion()
                .map(fusion -> fusion.values(name -> values(name, trained)))
                .orElseGet(() -> values(param.name(), trained));
    }

    private static float[] values(String name, Weights trained) {
        Param param = trained.table()
                .find(name)
                .orElseThrow(() -> new IllegalArgumentException("the trained weights have no tensor '" + name
                        + "'; give the architecture and options that they were trained with"));
        DeviceTensor value = trained.get(param);
        return param.type() == ElementType.INT64 ? floats(value.longs()) : value.floats();
    }

    private static float[] floats(long[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers[i];
        }
        return floats;
    }
}
