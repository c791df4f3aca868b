package dev.jimm.api.nn;

/**
 * Down-sampling after a blur, Zhang 2019 (arXiv 1904.11486): (N, C, H, W) to (N, C, ceil(H / stride), ceil(W /
 * stride)), by a fixed binomial 3x3 filter over the map reflected at its edges.
 */
public final class BlurPool {
    private static final float[] BINOMIAL = {0.25f, 0.5f, 0.25f};

    private BlurPool() {}

    /**
     * Declares the filter as the constant {@code filt}; it is not part of the state dict.
     *
     * @param stride 1 or 2
     */
    public static Layer at(Scope scope, int channels, int stride) {
        int size = BINOMIAL.length;
        float[] filter = new float[channels * size * size];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = BINOMIAL[i / size % size] * BINOMIAL[i % size];
        }
        Param constant = scope.constant("filt", filter, channels, 1, size, size);
        return (x, pass) -> x.reflectPad(1, 1, 1, 1).conv2d(pass.value(constant), null, stride, 0, 1, channels);
    }
}
