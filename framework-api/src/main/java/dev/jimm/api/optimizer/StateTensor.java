package dev.jimm.api.optimizer;

import dev.jimm.api.nn.Param;

/**
 * A tensor that an update rule keeps for a parameter from step to step: float32, zero at the start, saved in checkpoints by its name.
 */
public final class StateTensor {
    private final String name;
    private final long[] shape;

    private StateTensor(String name, long... shape) {
        this.name = name;
        this.shape = shape;
    }

    /** Of the parameter's own shape. */
    public static StateTensor like(Param parameter, String name) {
        return new StateTensor(name, parameter.shape());
    }

    /** Of another shape, such as that of a factored statistic; empty for a number. */
    public static StateTensor of(String name, long... shape) {
        return new StateTensor(name, shape.clone());
    }

    public String name() {
        return name;
    }

    public long[] shape() {
        return shape.clone();
    }
}
