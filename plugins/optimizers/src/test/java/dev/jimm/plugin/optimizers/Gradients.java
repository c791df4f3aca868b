package dev.jimm.plugin.optimizers;

import dev.jimm.api.tensor.Shapes;
import dev.jimm.core.verify.GeneratedValues;
import java.util.stream.IntStream;

/** Gradients that have no structure. */
final class Gradients {
    private Gradients() {}

    /** Values in [-1, 1), the same for the same name. */
    static double[] of(String name, long... shape) {
        float[] values = GeneratedValues.unit(name, Math.toIntExact(Shapes.count(shape)));
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
