package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.ElementType;
import java.util.function.Supplier;

/**
 * A position in a model's state dict, such as {@code layer1.0}. Immutable; passed down while a model is built, so that the name of a
 * tensor is written where the tensor is declared. A name that is used twice is an error.
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Scope(ParamTable table, String path) {
    /** The position below this one: a name, or the number of a block. */
    public Scope at(Object name) {
        return new Scope(table, qualified(name.toString()));
    }

    /** Declares a trained tensor. */
    public Param weight(String name, Init init, long... shape) {
        return weight(name, init, null, null, shape);
    }

    /** Declares a trained tensor whose shape depends on the image size, and how it is made from a saved one of another size. */
    public Param weight(String name, Init init, Adaptation adaptation, long... shape) {
        return weight(name, init, adaptation, null, shape);
    }

    /** Declares a trained tensor of a fused structure, and how it is made from those of the structure before. */
    public Param fusedWeight(String name, Init init, Fusion fusion, long... shape) {
        return weight(name, init, null, fusion, shape);
    }

    /** Declares a saved tensor that is not trained. */
    public Param buffer(String name, Init init, long... shape) {
        return other(name, Param.Kind.BUFFER, ElementType.FLOAT32, init, shape);
    }

    /** Declares a saved whole number that starts at 0. */
    public Param counter(String name) {
        return other(name, Param.Kind.BUFFER, ElementType.INT64, Init.ZEROS);
    }

    /**
     * Declares a table that the structure computes and nobody saves.
     *
     * @param values computes it, in row-major order, when the model gets values
     */
    public Param constant(String name, Supplier<float[]> values, long... shape) {
        Init init = (into, size, random) -> Init.values(values.get()).fill(into, size, random);
        return other(name, Param.Kind.CONSTANT, ElementType.FLOAT32, init, shape);
    }

    /** As {@link #constant}, of whole numbers (at most 2^24): indices. */
    public Param constantIndex(String name, Supplier<int[]> values, long... shape) {
        Init init = (into, size, random) -> {
            int[] indices = values.get();
            for (int i = 0; i < into.length; i++) {
                into[i] = indices[i];
            }
        };
        return other(name, Param.Kind.CONSTANT, ElementType.INT64, init, shape);
    }

    /**
     * Says that a weight or buffer stands here too: a line of the state dict with the values of another. It is saved
     * under both names and loaded from either, but is one tensor, which is trained and counted once.
     */
    public void alias(String name, Param tensor) {
        table.alias(qualified(name), tensor);
    }

    /**
     * Says that a layer declared at another position is used here too: all its weights and buffers get
     * {@linkplain #alias(String, Param) aliases}, which have the same names below this position.
     */
    public void alias(Scope shared) {
        String prefix = shared.path + ".";
        for (Param param : table.state()) {
            if (param.name().startsWith(prefix)) {
                alias(param.name().substring(prefix.length()), param);
            }
        }
    }

    private Param weight(String name, Init init, Adaptation adaptation, Fusion fusion, long... shape) {
        return table.declare(
                new Param(qualified(name), Param.Kind.WEIGHT, ElementType.FLOAT32, init, adaptation, fusion, shape));
    }

    private Param other(String name, Param.Kind kind, ElementType type, Init init, long... shape) {
        return table.declare(new Param(qualified(name), kind, type, init, null, null, shape));
    }

    private String qualified(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
