package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * Pooling with a square window: (N, C, H, W) to (N, C, H', W'). A layer without tensors.
 *
 * <p>{@code Pool2d.max(3).stride(2).padding(1)}. Unless told otherwise the stride is the window's size and there is no
 * padding.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Pool2d implements Layer {
    private enum Kind {
        MAX,
        AVERAGE
    }

    private enum Edge {
        /** Windows stay inside the (padded) map. */
        FLOOR,
        /** The last window may reach over the edge. */
        CEIL,
        /** One window for every stride, whatever the window's size. */
        SAME
    }

    private final Kind kind;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final Edge edge;
    private final boolean countPadding;

    private Pool2d(Kind kind, int kernel, int stride, int padding, Edge edge, boolean countPadding) {
        this.kind = kind;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.edge = edge;
        this.countPadding = countPadding;
    }

    /** The largest value of each window. */
    public static Pool2d max(int kernel) {
        return new Pool2d(Kind.MAX, kernel, kernel, 0, Edge.FLOOR, true);
    }

    /** The average of each window. */
    public static Pool2d average(int kernel) {
        return new Pool2d(Kind.AVERAGE, kernel, kernel, 0, Edge.FLOOR, true);
    }

    public Pool2d stride(int value) {
        return new Pool2d(kind, kernel, value, padding, edge, countPadding);
    }

    /** On each side: with zeros for an average; no maximum comes from there. */
    public Pool2d padding(int value) {
        return new Pool2d(kind, kernel, stride, value, edge, countPadding);
    }

    /** Lets the last window reach over the edge, so that no value is left out. */
    public Pool2d ceil() {
        return new Pool2d(kind, kernel, stride, padding, Edge.CEIL, countPadding);
    }

    /** Averages over the values of the map only, not over its padding. */
    public Pool2d withoutPadding() {
        return new Pool2d(kind, kernel, stride, padding, edge, false);
    }

    /**
     * TensorFlow's SAME: pads, more below and on the right, until H' = ceil(H / stride). An average counts these zeros,
     * as timm's {@code AvgPool2dSame} does.
     */
    public Pool2d same() {
        return new Pool2d(kind, kernel, stride, 0, Edge.SAME, true);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        double outside = kind == Kind.MAX ? Double.NEGATIVE_INFINITY : 0;
        Tensor padded = edge == Edge.SAME ? SamePadding.pad(x, kernel, stride, 1, outside) : x;
        boolean ceil = edge == Edge.CEIL;
        return kind == Kind.MAX
                ? padded.maxPool2d(kernel, stride, padding, ceil)
                : padded.avgPool2d(kernel, stride, padding, ceil, countPadding);
    }
}
