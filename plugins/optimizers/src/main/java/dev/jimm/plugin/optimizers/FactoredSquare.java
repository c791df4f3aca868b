package dev.jimm.plugin.optimizers;

import dev.jimm.api.nn.Param;
import dev.jimm.api.optimizer.ParameterUpdate;
import dev.jimm.api.optimizer.StateTensor;
import dev.jimm.api.tensor.Tensor;
import java.util.List;

/**
 * The averaged square of a gradient as {@link Adafactor} and {@link AdafactorBigVision} keep it: as a whole, or
 * factored into its means over either of two axes.
 *
 * @param axes {@code null} where it is not factored
 */
record FactoredSquare(ParameterUpdate update, Axes axes) {
    /** Of the first of the two means. */
    private static final String ROW = "exp_avg_sq_row";

    private static final String COLUMN = "exp_avg_sq_col";

    /**
     * The two axes.
     *
     * @param row over which the rows' mean is taken
     * @param column over which the columns' is
     * @param relative over which the rows' means are averaged, to be taken relative to: the columns' axis
     */
    record Axes(int row, int column, int relative) {}

    static List<StateTensor> state(Param parameter, Axes axes) {
        return axes == null
                ? List.of(StateTensor.like(parameter, Moments.SECOND))
                : List.of(
                        StateTensor.of(ROW, without(parameter.shape(), axes.row())),
                        StateTensor.of(COLUMN, without(parameter.shape(), axes.column())));
    }

    private static long[] without(long[] shape, int axis) {
        long[] kept = shape.clone();
        kept[axis] = 1;
        return kept;
    }

    /**
     * Moves the average on by one gradient, and gives the gradient over its root.
     *
     * @param newPart the part of the average that is replaced (rank 0)
     * @param eps added to the square
     */
    Tensor scaled(Tensor newPart, double eps) {
        Tensor gradient = update.gradient();
        Tensor square = gradient.mul(gradient).add(eps);
        if (axes == null) {
            return update.state(Moments.SECOND).lerp_(square, newPart).rsqrt().mul(gradient);
        }
        Tensor row = update.state(ROW).lerp_(square.meanKeep(axes.row()), newPart);
        Tensor column = update.state(COLUMN).lerp_(square.meanKeep(axes.column()), newPart);
        Tensor relative = row.div(row.meanKeep(axes.relative()));
        return gradient.mul(relative.rsqrt()).mul(column.rsqrt());
    }
}
