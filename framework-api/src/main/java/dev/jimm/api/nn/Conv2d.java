package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/**
 * A two-dimensional convolution: (N, in, H, W) to (N, out, H', W').
 *
 * <p>{@code Conv2d.of(64, 128, 3).stride(2).at(scope.at("conv1"))}. Unless told otherwise it has stride 1, no bias, PyTorch's initial
 * values, and the padding that keeps the size at stride 1: {@code ((stride - 1) + dilation * (kernel - 1)) / 2}.
 *
 * @param padding on each side, or {@link #KEEP_SIZE}
 */
public record Conv2d(
        int in, int out, int kernel, int stride, int padding, int dilation, int groups, boolean bias, Init init) {
    private static final int KEEP_SIZE = -1;

    public static Conv2d of(int in, int out, int kernel) {
        return new Conv2d(in, out, kernel, 1, KEEP_SIZE, 1, 1, false, Init.torchDefault());
    }

    public Conv2d stride(int value) {
        return new Conv2d(in, out, kernel, value, padding, dilation, groups, bias, init);
    }

    public Conv2d padding(int value) {
        return new Conv2d(in, out, kernel, stride, value, dilation, groups, bias, init);
    }

    public Conv2d dilation(int value) {
        return new Conv2d(in, out, kernel, stride, padding, value, groups, bias, init);
    }

    public Conv2d groups(int value) {
        return new Conv2d(in, out, kernel, stride, padding, dilation, value, bias, init);
    }

    public Conv2d withBias() {
        return new Conv2d(in, out, kernel, stride, padding, dilation, groups, true, init);
    }

    /** The initial values of the weight. */
    public Conv2d init(Init value) {
        return new Conv2d(in, out, kernel, stride, padding, dilation, groups, bias, value);
    }

    /** Declares {@code weight} and, if there is one, {@code bias}. */
    public Layer at(Scope scope) {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    scope.path() + ": " + in + " and " + out + " channels do not divide into " + groups + " groups");
        }
        Param weight = scope.weight("weight", init, out, in / groups, kernel, kernel);
        double bound = 1 / Math.sqrt(Init.fanIn(weight.shape()));
        Param offset = bias ? scope.weight("bias", Init.uniform(-bound, bound), out) : null;
        int pad = padding == KEEP_SIZE ? ((stride - 1) + dilation * (kernel - 1)) / 2 : padding;
        return (Tensor x, Pass pass) -> x.conv2d(pass.value(weight), pass.value(offset), stride, pad, dilation, groups);
    }
}
