package dev.jimm.api.nn;

import dev.jimm.api.API;

/**
 * Down-sampling after a blur, Zhang 2019 (arXiv 1904.11486): (N, C, H, W) to (N, C, ceil(H / stride), ceil(W /
 * stride)), by a fixed binomial 3x3 filter. It is declared as the constant {@code filt} and is not part of the state
 * dict.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class BlurPool {
    private static final float[] BINOMIAL = {0.25f, 0.5f, 0.25f};

    private BlurPool() {}

    /**
     * Over the map reflected at its edges, as in the paper.
     *
     * @param stride 1 or 2
     */
    public static Layer at(Scope scope, int channels, int stride) {
        Param filter = filter(scope, channels);
        return (x, pass) -> x.reflectPad(1, 1, 1, 1).conv2d(pass.value(filter), null, stride, 0, 1, channels);
    }

    /**
     * Over the map with zeros around it.
     *
     * @param stride 1 or 2
     */
    public static Layer zeroPadded(Scope scope, int channels, int stride) {
        Param filter = filter(scope, channels);
        return (x, pass) -> x.conv2d(pass.value(filter), null, stride, 1, 1, channels);
    }

    private static Param filter(Scope scope, int channels) {
        int size = BINOMIAL.length;
        return scope.constant("filt", () -> binomial(channels), channels, 1, size, size);
    }

    private static float[] binomial(int channels) {
        int size = BINOMIAL.length;
        float[] filter = new float[channels * size * size];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = BINOMIAL[i / size % size] * BINOMIAL[i % size];
        }
        return filter;
    }
}
