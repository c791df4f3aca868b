package dev.jimm.api.optimizer;

import dev.jimm.api.API;
import dev.jimm.api.nn.Init;
import dev.jimm.api.nn.Param;
import dev.jimm.api.tensor.ElementType;

/** A tensor that an update rule keeps for a parameter from step to step, saved in checkpoints by its name. */
@API(status = API.Status.STABLE, since = "0.1")
public final class StateTensor {
    private final String name;
    private final long[] shape;
    private final ElementType type;
    private final Init init;

    private StateTensor(String name, long[] shape, ElementType type, Init init) {
        this.name = name;
        this.shape = shape;
        this.type = type;
        this.init = init;
    }

    /** Of the parameter's own shape; float32, zero at the start. */
    public static StateTensor like(Param parameter, String name) {
        return of(name, parameter.shape());
    }

    /** Of another shape, such as that of a factored statistic; empty for a number. Float32, zero at the start. */
    public static StateTensor of(String name, long... shape) {
        return new StateTensor(name, shape.clone(), ElementType.FLOAT32, Init.ZEROS);
    }

    /** The same with other values at the start. What they draw from is the same at every start. */
    public StateTensor starting(Init values) {
        return new StateTensor(name, shape, type, values);
    }

    /** The same kept in bfloat16, at half the memory. Checkpoints hold it as float32. */
    public StateTensor inBfloat16() {
        return new StateTensor(name, shape, ElementType.BFLOAT16, init);
    }

    public String name() {
        return name;
    }

    public long[] shape() {
        return shape.clone();
    }

    public ElementType type() {
        return type;
    }

    public Init init() {
        return init;
    }
}
