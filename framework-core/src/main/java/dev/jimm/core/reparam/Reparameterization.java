package dev.jimm.core.reparam;

import dev.jimm.api.model.Model;
import dev.jimm.api.nn.Param;
import dev.jimm.api.nn.ParamTable;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.core.engine.DeviceTensor;
import dev.jimm.core.engine.Weights;
import java.util.function.Function;

/**
 * A trained model with each sum of branches made one convolution. Outside of training it computes the same as the trained
 * one, up to rounding. A model without such branches stays as it is.
 *
 * @param model the fused structure
 * @param weights its own, which {@link #close} closes
 */
public record Reparameterization(Model model, Weights weights) implements AutoCloseable {
    /**
     * Builds the fused structure and computes its weights.
     *
     * @param structure builds the trained model in a table, with the architecture and options that it was trained with
     * @param trained its weights; they stay the caller's
     * @throws IllegalArgumentException when the weights are of another structure
     */
    public static Reparameterization of(Function<ParamTable, Model> structure, Weights trained) {
        Model fused = structure.apply(ParamTable.ofFused());
        Weights weights = Weights.of(fused.parameters(), param -> values(param, trained), trained.isChannelsLast());
        return new Reparameterization(fused, weights);
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

    @Override
    public void close() {
        weights.close();
    }
}
