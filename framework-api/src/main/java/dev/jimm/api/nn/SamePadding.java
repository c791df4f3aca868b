package dev.jimm.api.nn;

import dev.jimm.api.tensor.Tensor;

/** TensorFlow's SAME: pads (N, C, H, W), more below and on the right, until there is one window for every stride. */
final class SamePadding {
    private SamePadding() {}

    /** @param value what stands outside of the map */
    static Tensor pad(Tensor x, int kernel, int stride, int dilation, double value) {
        int reach = dilation * (kernel - 1) + 1;
        long height = missing(x.size(2), reach, stride);
        long width = missing(x.size(3), reach, stride);
        return height + width == 0 ? x : x.pad(value, width / 2, width - width / 2, height / 2, height - height / 2);
    }

    private static long missing(long size, int reach, int stride) {
        long windows = (size + stride - 1) / stride;
        return Math.max(0, (windows - 1) * stride + reach - size);
    }
}
