package dev.jimm.api.nn;

import dev.jimm.api.API;
import dev.jimm.api.tensor.Tensor;

/**
 * A two-dimensional convolution: (N, in, H, W) to (N, out, H', W').
 *
 * <p>{@code Conv2d.of(64, 128, 3).stride(2).at(scope.at("conv1"))}. Unless told otherwise it has stride 1, no bias, PyTorch's initial
 * values, and the padding that keeps the size of a map at stride 1 with an odd kernel: {@code ((stride - 1) + dilation *
 * (kernel - 1)) / 2} on each side.
 *
 * @param padding how many zeros are put on each side; {@code null} for as many as keep the size
 * @param asTensorFlow whether the padding is TensorFlow's SAME, which can be uneven
 * @param biasInit the initial values of the bias; {@code null} for PyTorch's
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Conv2d(
        int in,
        int out,
        int kernel,
        int stride,
        Integer padding,
        boolean asTensorFlow,
        int dilation,
        int groups,
        boolean bias,
        Init init,
        Init biasInit) {
    public Conv2d {
        requirePositive("in", in);
        requirePositive("out", out);
        requirePositive("kernel", kernel);
        requirePositive("stride", stride);
        requirePositive("dilation", dilation);
        requirePositive("groups", groups);
        if (padding != null && padding < 0) {
            throw new IllegalArgumentException("the padding of a convolution must be at least 0, is " + padding);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("'" + name + "' of a convolution must be at least 1, is " + value);
        }
    }

    public static Conv2d of(int in, int out, int kernel) {
        return new Conv2d(in, out, kernel, 1, null, false, 1, 1, false, Init.torchDefault(), null);
    }

    public Conv2d stride(int value) {
        return new Conv2d(in, out, kernel, value, padding, asTensorFlow, dilation, groups, bias, init, biasInit);
    }

    public Conv2d padding(int value) {
        return new Conv2d(in, out, kernel, stride, value, false, dilation, groups, bias, init, biasInit);
    }

    /** TensorFlow's SAME: pads, more below and on the right, until H' = ceil(H / stride). */
    public Conv2d same() {
        return new Conv2d(in, out, kernel, stride, null, true, dilation, groups, bias, init, biasInit);
    }

    public Conv2d dilation(int value) {
        return new Conv2d(in, out, kernel, stride, padding, asTensorFlow, value, groups, bias, init, biasInit);
    }

    public Conv2d groups(int value) {
        return new Conv2d(in, out, kernel, stride, padding, asTensorFlow, dilation, value, bias, init, biasInit);
    }

    public Conv2d withBias() {
        return new Conv2d(in, out, kernel, stride, padding, asTensorFlow, dilation, groups, true, init, biasInit);
    }

    /** The initial values of the weight. */
    public Conv2d init(Init value) {
        return init(value, biasInit);
    }

    /** The initial values of the weight and of the bias. */
    public Conv2d init(Init weight, Init offset) {
        return new Conv2d(in, out, kernel, stride, padding, asTensorFlow, dilation, groups, bias, weight, offset);
    }

    /** Declares {@code weight} and, if there is one, {@code bias}. */
    public Layer at(Scope scope) {
        return at(scope, null);
    }

    /** @param adaptation of the saved weight of another kernel, or {@code null} */
    Layer at(Scope scope, Adaptation adaptation) {
        Param weight = weightAt(scope, adaptation);
        Param offset = biasAt(scope, weight);
        return (Tensor x, Pass pass) -> apply(x, pass.value(weight), pass.value(offset));
    }

    Param weightAt(Scope scope) {
        return weightAt(scope, null);
    }

    private Param weightAt(Scope scope, Adaptation adaptation) {
        requireGroups(scope);
        return scope.weight("weight", init, adaptation, out, in / groups, kernel, kernel);
    }

    /** {@code null} if there is none. */
    Param biasAt(Scope scope, Param weight) {
        return bias ? scope.weight("bias", biasInit == null ? torchBias(weight) : biasInit, out) : null;
    }

    private static Init torchBias(Param weight) {
        double bound = 1 / Math.sqrt(Init.fanIn(weight.shape()));
        return Init.uniform(-bound, bound);
    }

    void requireGroups(Scope scope) {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    scope.path() + ": " + in + " and " + out + " channels do not divide into " + groups + " groups");
        }
    }

    /** The convolution with the given tensors, at this one's kernel, stride, padding, dilation and groups. */
    Tensor apply(Tensor x, Tensor weight, Tensor offset) {
        return padsUnevenly()
                ? SamePadding.pad(x, kernel, stride, dilation, 0).conv2d(weight, offset, stride, 0, dilation, groups)
                : x.conv2d(weight, offset, stride, padding == null ? evenPadding() : padding, dilation, groups);
    }

    /** Whether SAME may need more on one side than on the other. */
    private boolean padsUnevenly() {
        return asTensorFlow && (stride > 1 || dilation * (kernel - 1) % 2 == 1);
    }

    private int evenPadding() {
        return ((stride - 1) + dilation * (kernel - 1)) / 2;
    }
}
