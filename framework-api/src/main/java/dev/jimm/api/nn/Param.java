package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.ElementType;
import dev.jimm.api.tensor.Shapes;
import java.util.Optional;

/** A named tensor that a model declares: a line of its state dict. It holds no values; those live wherever the model is run. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Param {
    /** What a tensor is for. */
    public enum Kind {
        /** Trained. */
        WEIGHT,
        /** Saved, but not trained: running statistics. */
        BUFFER,
        /** Neither saved nor trained: a table that the structure computes. */
        CONSTANT,
        /** Saved: another name of a weight or buffer, whose values it has. */
        ALIAS
    }

    private final String name;
    private final Kind kind;
    private final ElementType type;
    private final Init init;
    private final Adaptation adaptation;
    private final Fusion fusion;
    private final long[] shape;
    private final Param target;

    Param(String name, Kind kind, ElementType type, Init init, Adaptation adaptation, Fusion fusion, long... shape) {
        this.name = name;
        this.kind = kind;
        this.type = type;
        this.init = init;
        this.adaptation = adaptation;
        this.fusion = fusion;
        this.shape = shape.clone();
        target = this;
    }

    private Param(String name, Param target) {
        this.name = name;
        this.target = target;
        kind = Kind.ALIAS;
        type = target.type;
        init = target.init;
        adaptation = target.adaptation;
        fusion = target.fusion;
        shape = target.shape;
    }

    /** Another name of a tensor; of an alias, another name of what that stands for. */
    static Param alias(String name, Param of) {
        return new Param(name, of.target);
    }

    /** The full name in the state dict, such as {@code layer1.0.conv1.weight}. */
    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** The tensor whose values it has: itself, or what an alias stands for. */
    public Param target() {
        return target;
    }

    /** FLOAT32, or INT64 for counters. */
    public ElementType type() {
        return type;
    }

    public Init init() {
        return init;
    }

    /** How it is made from a saved tensor of another shape, if that can be. */
    public Optional<Adaptation> adaptation() {
        return Optional.ofNullable(adaptation);
    }

    /** How it is made from the tensors of a structure that is not {@linkplain ParamTable#isFused fused}, if it is. */
    public Optional<Fusion> fusion() {
        return Optional.ofNullable(fusion);
    }

    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** The number of elements. */
    public long count() {
        return Shapes.count(shape);
    }

    @Override
    public String toString() {
        return name;
    }
}
