package dev.jimm.plugin.models.transformer;

import dev.jimm.api.tensor.Tensor;

/** The heads of attention in windows, as both versions of Swin have them. */
final class WindowAttention {
    private WindowAttention() {}

    /**
     * Packed queries, keys and values (N, windows, length, 3 dim) by head: (3, N, windows, heads, length, channels).
     */
    static Tensor split(Tensor packed, int heads) {
        long channels = packed.size(3) / (3L * heads);
        return packed.reshape(packed.size(0), packed.size(1), packed.size(2), 3, heads, channels)
                .permute(3, 0, 1, 4, 2, 5);
    }

    /**
     * Attention of each head in each window, the heads joined: (N, windows, heads, length, channels) to (N, windows,
     * length, heads * channels).
     *
     * @param bias added to the scores: (heads, length, length)
     * @param mask added to the scores: (windows, 1, length, length), or {@code null}
     */
    static Tensor attend(
            Tensor query, Tensor key, Tensor value, Tensor bias, Tensor mask, double dropout, double scale) {
        long batch = query.size(0);
        long windows = query.size(1);
        long heads = query.size(2);
        long length = query.size(3);
        long channels = query.size(4);
        // attention knows two outer axes: with a mask, which is the window's own, windows stand with the heads
        long[] shape = mask == null
                ? new long[] {batch * windows, heads, length, channels}
                : new long[] {batch, windows * heads, length, channels};
        Tensor added = mask == null ? bias.unsqueeze(0) : bias.add(mask).reshape(1, windows * heads, length, length);
        return query.reshape(shape)
                .attention(key.reshape(shape), value.reshape(shape), added, dropout, scale)
                .reshape(batch, windows, heads, length, channels)
                .transpose(2, 3)
                .reshape(batch, windows, length, heads * channels);
    }
}
